"""The figures of one scenario: why its cost differs, and who gets more or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runner.outputs.report import charts, numbers
from runner.outputs.report.axes import Bar
from runner.outputs.report.figures import money_change
from runner.outputs.report.results import Results, Row
from runner.outputs.report.tables import Column, Figure, table_of

DRIVERS = {
    "headcount": "Headcount",
    "pay": "Pay",
    "participation": "Participation",
    "deferral_rate": "Deferral rates",
    "formula": "Formula of match and core",
}
DIMENSIONS = {"everybody": "", "age": "Age", "service": "Years of service", "pay": "Pay"}


def drivers(results: Results, scenario: Row) -> Iterator[Figure]:
    """How the difference of cost is made up, if there is one."""
    name = scenario["scenario_id"]
    answer = results["drivers"].narrowed(scenario_id=name)
    acting = [row for row in answer.rows if round(row["part"], 2)]
    if not acting:
        return
    total = results.figures[name, "all", "employer_cost"]["delta"]
    rows = [Bar(DRIVERS[row["driver"]], money_change(row["part"]), row["part"]) for row in acting]
    rows.append(Bar("Difference in cost", money_change(total), total, is_total=True))
    title = "Why the cost differs"
    said = "; ".join(f"{row.label} {row.said}" for row in rows)
    yield Figure(
        f"drivers-{name}",
        title,
        f"Waterfall chart: {title}, {scenario['label']}. {said}.",
        charts.waterfall(rows) if len(acting) > 1 else None,
        table_of(
            f"{title}: {scenario['label']}",
            _columns(answer.rows),
            answer,
            names={"driver": lambda row: DRIVERS[row["driver"]]},
        ),
        list(_notes(acting, len(answer.rows) - len(acting))),
    )


def _notes(acting: Sequence[Row], idle: int) -> Iterator[str]:
    """What the parts are, and which have none."""
    if len(acting) == 1:
        driver = DRIVERS[acting[0]["driver"]].lower()
        yield f"All of the difference from the baseline over all years is due to: {driver}."
        return
    yield "Parts of the difference from the baseline over all years; they sum to it."
    if idle:
        yield "Drivers without a part are left out; the numbers below have them."


def _columns(rows: Sequence[Row]) -> list[Column]:
    columns = [Column("Driver", "driver"), Column("Part", "part", "dollars_change")]
    if any(row["ci_low"] is not None for row in rows):
        columns += [
            Column("95% interval: from", "ci_low", "dollars_change"),
            Column("95% interval: to", "ci_high", "dollars_change"),
        ]
    return columns


def gains(results: Results, scenario: Row) -> Iterator[Figure]:
    """Who gets more and who less from the employer, by age, service and pay."""
    answer = results["gains"].narrowed(scenario_id=scenario["scenario_id"])
    if not any(row["gainers"] or row["losers"] for row in answer.rows):
        return
    title = "Who gets more and who less from the employer"
    groups = {
        said: [_group(row) for row in answer.rows if row["dimension"] == dimension]
        for dimension, said in DIMENSIONS.items()
    }
    columns = [
        Column("By", "dimension"),
        Column("Band", "band"),
        Column("People", "people", "people"),
        Column("Get more", "gainers", "people"),
        Column("Get less", "losers", "people"),
        Column("Same", "unchanged", "people"),
        Column("Mean change (employer)", "mean_change", "dollars_change"),
        Column("Mean change (own saving)", "employee_mean_change", "dollars_change"),
    ]
    yield Figure(
        f"gains-{scenario['scenario_id']}",
        title,
        f"Bar chart: {title}, {scenario['label']}. {_said(answer.rows)}",
        charts.gains(groups),
        table_of(
            f"{title}: {scenario['label']}",
            columns,
            answer,
            names={"dimension": lambda row: DIMENSIONS[row["dimension"]] or "All", "band": _band},
        ),
        [
            "Share of the people in each band, over all years: to the right those who get more, "
            "hatched to the left those who get less. First replicate."
        ],
    )


def _group(row: Row) -> charts.Group:
    more, less = numbers.count(row["gainers"]), numbers.count(row["losers"])
    said = f"{more} of {numbers.count(row['people'])} get more, {less} less"
    return charts.Group(_band(row), said, row["gaining"], row["losing"])


def _band(row: Row) -> str:
    """A band for readers, with the dash that stands for 'to', and pay with its dollar."""
    ends = row["band"].split("-")
    if row["dimension"] == "pay":
        ends[0] = f"${ends[0]}"
    # A band of one year of service is named once.
    return numbers.DASH.join(dict.fromkeys(ends)).capitalize()


def _said(rows: Sequence[Row]) -> str:
    """The bands in which most gain and most lose, in words."""
    banded = [row for row in rows if row["dimension"] != "everybody"]
    most, least = (max(banded, key=lambda row: row[side]) for side in ("gaining", "losing"))
    return (
        f"Most often more: {DIMENSIONS[most['dimension']].lower()} {_band(most)}, "
        f"{numbers.percent(most['gaining'], 0)}. Most often less: "
        f"{DIMENSIONS[least['dimension']].lower()} {_band(least)}, "
        f"{numbers.percent(least['losing'], 0)}."
    )
