"""The answer in sentences: what a scenario costs, who takes part, who gains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from runner.outputs.report import numbers
from runner.outputs.report.results import Results, Row

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def title(results: Results) -> str:
    """What the report is about, as a heading."""
    scenarios = results.scenarios
    if len(scenarios) == 1:
        return results.labels[scenarios[0]["scenario_id"]]
    return f"{_spelled(len(scenarios)).capitalize()} plan designs compared"


def lead(results: Results) -> str:
    """What is compared with what, over which years."""
    scenarios = results.scenarios
    years = sorted({(row["start_year"], row["end_year"]) for row in scenarios})
    when = f"{span(*years[0])}" if len(years) == 1 else "over the years that each covers"
    said = [f"Employer cost, participation and saving in a 401(k) plan, {when}."]
    baselines = dict.fromkeys(row["baseline_id"] for row in scenarios if row["baseline_id"])
    if not baselines:
        said.append("Nothing is compared with a baseline.")
    elif len(baselines) == 1:
        said.append(f"Differences are from {quoted(results.labels[next(iter(baselines))])}.")
    else:
        said.append("Differences are from each one's own baseline.")
    return " ".join(said)


def answer(results: Results, scenario: Row, gains: Row | None = None) -> str:
    """The answer about one scenario."""
    parts = _difference(results, scenario) if scenario["baseline_id"] else _level(results, scenario)
    return " ".join([*parts, *_gains(gains)])


def _level(results: Results, scenario: Row) -> Iterator[str]:
    """What it costs and who takes part, compared with nothing."""
    cost, last = (_value(results, scenario, period, "employer_cost") for period in ("all", "last"))
    rate = _value(results, scenario, "all", "employer_cost_rate")
    start, end = scenario["start_year"], scenario["end_year"]
    share = f" ({numbers.percent(rate, 2)} of pay)" if rate is not None else ""
    then = f", {numbers.money(last)} of it in {end}" if start != end else ""
    when = f"over {span(start, end)}" if start != end else f"in {end}"
    yield f"Costs the employer {numbers.money(cost)} {when}{share}{then}."
    yield from _participation_level(results, scenario)


def _participation_level(results: Results, scenario: Row) -> Iterator[str]:
    rate = _value(results, scenario, "last", "participation_rate")
    deferral = _value(results, scenario, "last", "average_deferral_rate")
    if rate is None:
        yield f"Nobody is eligible in {scenario['end_year']}."
        return
    saving = f", saving {numbers.percent(deferral)} of pay on average" if deferral else ""
    yield (
        f"{numbers.percent(rate)} of those eligible take part in {scenario['end_year']}{saving}."
    )


def _difference(results: Results, scenario: Row) -> Iterator[str]:
    """What changes against the baseline."""
    name, start, end = scenario["scenario_id"], scenario["start_year"], scenario["end_year"]
    whole, last = (results.figures[name, period, "employer_cost"] for period in ("all", "last"))
    several = len({row["baseline_id"] for row in results.scenarios} - {None}) > 1
    other = f" than {quoted(results.labels[scenario['baseline_id']])}" if several else ""
    if whole["delta"] is None and last["delta"] is None:
        yield f"Has no year in common with {quoted(results.labels[scenario['baseline_id']])}."
    elif whole["delta"] is None:
        yield f"{_cost(last, f'{other} in {end}')}."
        yield "Totals are not compared: the years differ."
    else:
        when = f" over {span(start, end)}" if start != end else f" in {end}"
        then = f", {_short(last)} in {end}" if start != end and _cents(last["delta"]) else ""
        yield f"{_cost(whole, other + when)}{then}."
        yield from _net(results.figures[name, "all", "net_employer_cost"], whole)
    yield from _participation(results, scenario)


def _cost(row: Row, where: str) -> str:
    """A difference of cost, with its part of the baseline's and its certainty."""
    delta = row["delta"]
    if not _cents(delta):
        return f"Costs the same{where}".replace(" than ", " as ")
    how = "more" if delta > 0 else "less"
    return f"Costs {numbers.money(delta)} {how}{where}{_brackets(row)}"


def _brackets(row: Row) -> str:
    inside = []
    if row["delta_percent"]:
        inside.append(numbers.signed_percent(row["delta_percent"]))
    low, high = row["ci_low"], row["ci_high"]
    if low is not None and low <= 0 <= high:
        inside.append(f"95% interval {numbers.money_between(low, high)}: maybe no difference")
    elif low is not None:
        ends = sorted((abs(low), abs(high)))
        inside.append(f"95% interval {numbers.money_between(*ends)}")
    return f" ({'; '.join(inside)})" if inside else ""


def _short(row: Row) -> str:
    delta = row["delta"]
    if not _cents(delta):
        return "as much"
    return f"{numbers.money(delta)} {'more' if delta > 0 else 'less'}"


def _net(net: Row, gross: Row) -> Iterator[str]:
    """What forfeitures make of it, where they turn the answer."""
    if net["delta"] is None or not _cents(net["delta"]):
        return
    if not _cents(gross["delta"]) or (net["delta"] > 0) != (gross["delta"] > 0):
        yield f"Net of forfeitures it {_cost(net, '').replace('Costs', 'costs')}."


def _participation(results: Results, scenario: Row) -> Iterator[str]:
    row = results.figures[scenario["scenario_id"], "last", "participation_rate"]
    year = scenario["end_year"]
    if row["value"] is None or row["delta"] is None:
        yield from _participation_level(results, scenario)
        return
    rate = numbers.percent(row["value"])
    if round(row["delta"], 4) == 0:
        yield f"Participation does not change: {rate} in {year}."
        return
    interval = ""
    if row["ci_low"] is not None:
        ends = numbers.points_between(row["ci_low"], row["ci_high"])
        unsure = ": maybe no change" if row["ci_low"] <= 0 <= row["ci_high"] else ""
        interval = f" (95% interval {ends}{unsure})"
    yield (
        f"Participation {'rises' if row['delta'] > 0 else 'falls'} by "
        f"{numbers.points(row['delta'])}{interval} to {rate} in {year}."
    )


def _gains(row: Row | None) -> Iterator[str]:
    if row is None:
        return
    if not row["gainers"] and not row["losers"]:
        yield "Nobody gets more or less from the employer."
        return
    more, less = row["gainers"], row["losers"]
    yield (
        f"{_people(more)} more from the employer, {_people(less).lower()} less, "
        f"{numbers.count(row['unchanged'])} the same."
    )


def _people(number: int) -> str:
    if not number:
        return "Nobody gets"
    return "1 person gets" if number == 1 else f"{numbers.count(number)} people get"


def certainty(scenarios: Sequence[Row]) -> str:
    """How sure the numbers are."""
    counts = sorted({row["replicates"] for row in scenarios})
    if counts == [1]:
        return (
            "The company was simulated once: the numbers have no intervals. Build with "
            "--replicates 20 to learn how certain the differences are."
        )
    many = " to ".join(dict.fromkeys(map(str, (counts[0], counts[-1]))))
    return (
        f"Means over {many} replicates: the same company, each time with other chance events. "
        "A 95% interval is where the mean difference lies with a certainty of 95%."
    )


def span(*years: int) -> str:
    """Years from the first to the last, once if they are the same."""
    return "\N{EN DASH}".join(dict.fromkeys(map(str, years)))


def years_said(years: Sequence[int]) -> str:
    """Years, as a span where none is left out."""
    if not years:
        return ""
    if years[-1] - years[0] + 1 == len(years):
        return span(years[0], years[-1])
    return ", ".join(map(str, years))


def _value(results: Results, scenario: Row, period: str, metric: str) -> Any:
    return results.figures[scenario["scenario_id"], period, metric]["value"]


def _cents(value: float) -> float:
    return round(value, 2)


def quoted(text: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"


def _spelled(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"
