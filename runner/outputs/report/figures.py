"""The figures: which rows go into which chart, and what is left out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from runner.outputs.report import charts, numbers
from runner.outputs.report.axes import Bar
from runner.outputs.report.looks import BASELINE, LINES, STEPS, Line
from runner.outputs.report.results import Results, Row
from runner.outputs.report.tables import Column, Figure, Table, table_of
from runner.outputs.report.wording import span

SHOWN = 12
"""Scenarios in a chart of bars, and in full on the page: the ones that differ most."""

RATES = {
    "nothing": "nothing",
    "below_3": "below 3%",
    "from_3": "3 to 6%",
    "from_6": "6 to 10%",
    "from_10": "10 to 15%",
    "from_15": "15% or more",
}


def looks(results: Results) -> dict[str, Line]:
    """How the scenarios that differ most look, by id; the first baseline is always among them."""
    baselines = [row["scenario_id"] for row in results.scenarios if row["is_baseline"]]
    first = baselines[:1] or [row["scenario_id"] for row in results.scenarios[:1]]
    others = [row["scenario_id"] for row in results.scenarios if row["scenario_id"] not in first]
    return dict.fromkeys(first, BASELINE) | dict(zip(others, LINES, strict=False))


def over_time(results: Results) -> Iterator[Figure]:
    """Cost, participation and saving, a line for each scenario."""
    yield _lines(results, "employer_cost", "Employer cost each year", "dollars")
    yield _lines(results, "participation_rate", "Share of those eligible who take part", "rate")
    yield _lines(
        results, "average_deferral_rate", "Share of pay that participants save, on average", "rate"
    )


def _lines(results: Results, metric: str, title: str, unit: str) -> Figure:
    answer = results["over_time"].narrowed(metric=metric)
    found = {row["scenario_id"]: row for row in answer.rows}
    shown = looks(results)
    years = [name for name in answer.rows[0] if name.isdecimal()]
    series = [
        charts.Series(
            name,
            label,
            {int(year): value for year in years if (value := found[name][year]) is not None},
            shown.get(name),
        )
        for name, label in results.labels.items()
    ]
    left = len(series) - len(shown)
    notes = []
    if left:
        are, them = ("is", "it") if left == 1 else ("are", "them")
        notes.append(
            f"{_scenarios(left)} that {'differs' if left == 1 else 'differ'} least {are} thin and "
            f"grey; the numbers below have {them}, too."
        )
    columns = [Column("Scenario", "scenario_id"), *(Column(y, y, unit) for y in years)]
    return Figure(
        metric,
        title,
        _lines_said(title, series, unit),
        charts.lines(series, unit, results.projected_years),
        table_of(title, columns, answer, names=by_label(results)),
        notes,
        legend=[(shown[name], results.labels[name]) for name in shown],
    )


def _lines_said(title: str, series: Sequence[charts.Series], unit: str) -> str:
    last = {each.label: each.values[max(each.values)] for each in series if each.values}
    if not last:
        return f"Line chart: {title}. There are no values."
    year = max(max(each.values) for each in series if each.values)
    say = numbers.money if unit == "dollars" else numbers.percent
    high, low = max(last, key=last.__getitem__), min(last, key=last.__getitem__)
    ends = (
        f"highest is {high} with {say(last[high])}, lowest {low} with {say(last[low])}"
        if last[high] != last[low]
        else f"all have {say(last[high])}"
    )
    return f"Line chart: {title}, {_scenarios(len(series))}. In {year}: {ends}."


def differences(results: Results) -> Iterator[Figure]:
    """What each scenario changes, with its interval: the cost, and who takes part."""
    for metric, period, title, unit in (
        ("employer_cost", "all", "Employer cost over all years", "dollars"),
        ("participation_rate", "last", "Participation in the last year", "rate"),
    ):
        figure = _bars(results, metric, period, title, unit)
        if figure:
            yield figure


def _bars(results: Results, metric: str, period: str, title: str, unit: str) -> Figure | None:
    answer = results["figures"].narrowed(
        metric=metric, is_horizon=period == "all", is_compared=True
    )
    if not answer.rows:
        return None
    named = f"{title}: difference from the baseline"
    moved = [row for row in answer.rows if round(row["delta"], 2 if unit == "dollars" else 4)]
    largest = sorted(moved, key=lambda row: -abs(row["delta"]))[:SHOWN]
    drawn = [_bar(results, row, unit) for row in sorted(largest, key=lambda row: -row["delta"])]
    said = "; ".join(f"{bar.label} {bar.said}" for bar in drawn) or "There is no difference"
    return Figure(
        f"{metric}-difference",
        named,
        f"Bar chart: {named}. {said}.",
        charts.bars(drawn, "dollars" if unit == "dollars" else "points"),
        table_of(named, _difference_columns(answer.rows, unit), answer, names=by_label(results)),
        list(_left_out(results, answer.rows, moved, drawn)),
    )


def _bar(results: Results, row: Row, unit: str) -> Bar:
    """A difference as a bar; that of rates is drawn in percentage points."""
    say, scale = (money_change, 1) if unit == "dollars" else (_points_change, 100)
    ends = (row[name] for name in ("delta", "ci_low", "ci_high"))
    value, low, high = (None if end is None else end * scale for end in ends)
    assert value is not None
    return Bar(results.labels[row["scenario_id"]], say(row["delta"]), value, low, high)


def _left_out(
    results: Results, rows: Sequence[Row], moved: Sequence[Row], drawn: Sequence[Bar]
) -> Iterator[str]:
    """What the bars do not show."""
    if any(bar.low is not None for bar in drawn):
        yield "Whiskers are 95% intervals."
    if len(moved) > len(drawn):
        yield f"The {len(drawn)} largest of {len(moved)} differences; the numbers below have all."
    same = [results.labels[row["scenario_id"]] for row in rows if row not in moved]
    if len(same) > SHOWN:
        yield f"No difference: {len(same)} scenarios."
    elif same:
        yield f"No difference: {', '.join(same)}."


def _difference_columns(rows: Sequence[Row], unit: str) -> list[Column]:
    return [
        Column("Scenario", "scenario_id"),
        Column("Value", "value", "unit"),
        Column("Baseline", "baseline_value", "unit"),
        Column(
            "Difference" if unit == "dollars" else "Difference (points)", "delta", "unit_change"
        ),
        Column("Relative", "delta_percent", "growth"),
        *_interval_columns(rows),
    ]


def _interval_columns(rows: Sequence[Row]) -> list[Column]:
    if all(row["ci_low"] is None for row in rows):
        return []
    return [
        Column("95% interval: from", "ci_low", "unit_change"),
        Column("95% interval: to", "ci_high", "unit_change"),
        Column("Share of replicates above 0", "share_positive", "share"),
    ]


def deferral_rates(results: Results) -> Figure:
    """How many save how much in the last year, a row for each scenario."""
    answer = results["deferral_rates"]
    found = {row["scenario_id"]: row for row in answer.rows}
    shown = [name for name in results.labels if name in found][: SHOWN + 1]
    title = "What people elect to save in the last year"
    notes = ["Share of those eligible, by the share of pay that they elect. First replicate."]
    if len(found) > len(shown):
        notes.append(
            f"The baseline and the {len(shown) - 1} of {_scenarios(len(found))} that differ most; "
            "the numbers below have all."
        )
    parts = {said: [found[name][column] for name in shown] for column, said in RATES.items()}
    zero = [
        f"{results.labels[name]} {numbers.percent(found[name]['nothing'], 0)}" for name in shown
    ]
    columns = [
        Column("Scenario", "scenario_id"),
        Column("Year", "plan_year", "year"),
        Column("Eligible", "eligible", "people"),
        *(Column(said.capitalize(), column, "rate") for column, said in RATES.items()),
    ]
    return Figure(
        "deferral-rates",
        title,
        f"Stacked bars: {title}. Nothing is saved by: {'; '.join(zero)}.",
        charts.shares([results.labels[name] for name in shown], parts),
        table_of(title, columns, answer, names=by_label(results)),
        notes,
        legend=list(zip(STEPS, RATES.values(), strict=True)),
    )


def key_figures(results: Results, scenario: Row) -> Table:
    """A scenario's figures, and how they differ from the baseline's."""
    answer = results["figures"].narrowed(scenario_id=scenario["scenario_id"])
    columns = [Column("Figure", "metric"), Column("Value", "value", "unit")]
    if scenario["baseline_id"]:
        columns += [
            Column("Baseline", "baseline_value", "unit"),
            Column("Difference", "delta", "unit_change"),
            Column("Relative", "delta_percent", "growth"),
            *_interval_columns(answer.rows)[:2],
        ]
    names = {"metric": lambda row: _metric_said(row, scenario)}
    return table_of(f"Key figures: {scenario['label']}", columns, answer, names=names)


def _metric_said(row: Row, scenario: Row) -> str:
    said = {
        "employer_cost": "Employer cost",
        "net_employer_cost": "Net of forfeitures",
        "employer_cost_rate": "Cost as a share of pay",
        "participants": "Participants",
        "participation_rate": "Participation rate",
        "average_deferral_rate": "Average deferral rate",
        "employee_contributions": "Employee contributions",
    }[row["metric"]]
    when = row["period"]
    return (
        f"{said}, {span(scenario['start_year'], scenario['end_year']) if when == 'all' else when}"
    )


def by_label(results: Results) -> dict[str, Callable[[Row], str]]:
    """How tables name scenarios."""
    return {"scenario_id": lambda row: results.labels[row["scenario_id"]]}


def money_change(value: float) -> str:
    """A difference in dollars, in words."""
    if not round(value, 2):
        return "no difference"
    return ("+" if value > 0 else numbers.MINUS) + numbers.money(value)


def _points_change(value: float) -> str:
    if not round(value, 4):
        return "no difference"
    return ("+" if value > 0 else numbers.MINUS) + numbers.points(value)


def _scenarios(number: int) -> str:
    return "1 scenario" if number == 1 else f"{number} scenarios"
