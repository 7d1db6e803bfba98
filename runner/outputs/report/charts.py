"""The charts, as plotly takes them: plain data, without plotly's slow classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runner.outputs.report.axes import (
    Bar,
    label,
    layout_of,
    layout_of_rows,
    plain,
    safe,
    scale,
    shade,
    ticks,
    wide_enough,
    zero_line,
)
from runner.outputs.report.looks import (
    BASELINE,
    COSTS_LESS,
    COSTS_MORE,
    INK,
    LEAVES_OFF,
    MUTED,
    ON_STEPS,
    OTHERS,
    PAPER,
    STEPS,
    TAKES_PART,
    Line,
)

Chart = dict[str, Any]
MANY_YEARS = 12


class Series(NamedTuple):
    """A line: whose it is, what it is called, its value by year, how it looks if highlighted."""

    scenario_id: str
    label: str
    values: Mapping[int, float | None]
    look: Line | None


def lines(series: Sequence[Series], unit: str, projected: Sequence[int]) -> Chart:
    """Lines over the years; those without a look are thin, grey and behind the others."""
    years = sorted({year for each in series for year in each.values})
    behind = [each for each in series if each.look is None]
    before = [each for each in series if each.look is not None]
    layout = layout_of(340)
    layout["xaxis"] |= {"range": [years[0] - 0.4, years[-1] + 0.4], "hoverformat": "d"}
    if len(years) <= MANY_YEARS:
        layout["xaxis"] |= {"tickmode": "array", "tickvals": years}
    else:
        layout["xaxis"] |= {"tickformat": "d"}
    layout["yaxis"] |= scale(unit)
    if unit == "dollars":
        layout["yaxis"]["rangemode"] = "tozero"
    else:
        values = [v for each in series for v in each.values.values() if v is not None]
        layout["yaxis"]["range"] = wide_enough(values)
    shade(layout, [year for year in projected if year in years], years[-1])
    # The first scenario is the baseline: drawn last, it lies on top.
    return {"data": [_line(each, unit) for each in [*behind, *before[::-1]]], "layout": layout}


def _line(each: Series, unit: str) -> dict[str, Any]:
    shown = "%{y:$,.0f}" if unit == "dollars" else "%{y:.1%}"
    look = each.look
    is_baseline = look is BASELINE
    return {
        "type": "scatter",
        "mode": "lines+markers" if look else "lines",
        "name": safe(each.label, 60),
        "meta": each.scenario_id,
        "opacity": 1 if look else 0.6,
        "x": list(each.values),
        "y": list(each.values.values()),
        "line": {
            "color": look.colour if look else OTHERS,
            "dash": look.dash if look else "solid",
            "width": 3.5 if is_baseline else 2.5 if look else 1.2,
        },
        "marker": {"symbol": look.marker if look else "circle", "size": 8},
        "hovertemplate": f"<b>%{{fullData.name}}</b><br>%{{x}}: {shown}<extra></extra>",
    }


def bars(rows: Sequence[Bar], unit: str) -> Chart:
    """A row for each difference, with its interval, to the left or right of zero."""
    layout = layout_of_rows(rows, unit)
    more, less = (COSTS_MORE, COSTS_LESS) if unit == "dollars" else (TAKES_PART, LEAVES_OFF)
    errors: dict[str, Any] = {}
    if any(row.low is not None for row in rows):
        errors["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [_distance(row.high, row.value) for row in rows],
            "arrayminus": [_distance(row.value, row.low) for row in rows],
            "color": INK,
            "thickness": 1.5,
            "width": 4,
        }
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [row.value for row in rows],
        "y": list(range(len(rows))),
        "text": [f"<b>{safe(row.label, 100)}</b><br>{plain(row.said)}" for row in rows],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "width": 0.34,
        "marker": {"color": [more if row.value > 0 else less for row in rows]},
        **errors,
    }
    return {"data": [trace], "layout": layout}


def waterfall(rows: Sequence[Bar], unit: str = "dollars") -> Chart:
    """How parts add up to a total: each begins where the one before ended."""
    layout = layout_of_rows(rows, unit)
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "x": [row.value for row in rows],
        "y": list(range(len(rows))),
        "measure": ["total" if row.is_total else "relative" for row in rows],
        "text": [f"<b>{safe(row.label, 100)}</b><br>{plain(row.said)}" for row in rows],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "width": 0.34,
        "increasing": {"marker": {"color": COSTS_MORE}},
        "decreasing": {"marker": {"color": COSTS_LESS}},
        "totals": {"marker": {"color": INK}},
        "connector": {"line": {"color": MUTED, "width": 1, "dash": "dot"}},
    }
    return {"data": [trace], "layout": layout}


class Group(NamedTuple):
    """People in a band of age, service or pay: how many gain and how many lose, as shares."""

    band: str
    said: str
    gain: float
    lose: float


def gains(groups: Mapping[str, Sequence[Group]]) -> Chart:
    """Shares of the people who gain to the right, of those who lose to the left, by band.

    A group without a name has no title above it.
    """
    places: list[int] = []
    titles: list[tuple[int, str]] = []
    place = 0
    for title, each in groups.items():
        if title:
            titles.append((place, title))
            place += 1
        places += range(place, place + len(each))
        place += len(each)
    rows = [group for each in groups.values() for group in each]
    layout = layout_of(21 * place + 50) | {"barmode": "relative", "bargap": 0.35}
    layout["yaxis"] |= {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [plain(row.band) for row in rows],
        "range": [place - 0.4, -0.6],
        "showgrid": False,
    }
    ends = (-max(row.lose for row in rows), max(row.gain for row in rows))
    layout["xaxis"] |= {"showgrid": True, **ticks(ends, "share"), **zero_line()}
    layout["annotations"] = [label(at, f"<b>{plain(title)}</b>", shift=0) for at, title in titles]
    texts = [f"<b>{plain(row.band)}</b><br>{plain(row.said)}" for row in rows]
    return {
        "data": [
            _side([row.gain for row in rows], places, texts, TAKES_PART, ""),
            _side([-row.lose for row in rows], places, texts, LEAVES_OFF, "/"),
        ],
        "layout": layout,
    }


def _side(
    values: list[float], places: list[int], texts: list[str], colour: str, pattern: str
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "text": texts,
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "color": colour,
            "pattern": {
                "shape": pattern,
                "bgcolor": colour,
                "fgcolor": PAPER,
                "size": 6,
                "solidity": 0.2,
            },
        },
    }


def shares(labels: Sequence[str], parts: Mapping[str, Sequence[float]]) -> Chart:
    """A row for each label, cut into parts that are one whole together."""
    rows = [Bar(label, "", 1.0) for label in labels]
    layout = layout_of_rows(rows, "rate") | {"barmode": "stack"}
    layout["xaxis"] |= {
        "range": [0, 1],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0%", "25%", "50%", "75%", "100%"],
        "showgrid": False,
        "zeroline": False,
    }
    # Room for half of the last tick's text.
    layout["margin"] |= {"r": 24}
    data = []
    for number, (name, values) in enumerate(parts.items()):
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": name,
                "x": list(values),
                "y": list(range(len(rows))),
                "width": 0.44,
                "text": [f"{value:.0%}" if value >= 0.07 else "" for value in values],
                "textposition": "inside",
                "textangle": 0,
                "insidetextanchor": "middle",
                "constraintext": "none",
                "textfont": {"color": ON_STEPS[number], "size": 12},
                "marker": {"color": STEPS[number], "line": {"color": PAPER, "width": 1}},
                "hovertemplate": f"{name}: %{{x:.1%}}<extra></extra>",
            }
        )
    return {"data": data, "layout": layout}


def _distance(high: float | None, low: float | None) -> float:
    return 0.0 if high is None or low is None else max(0.0, high - low)
