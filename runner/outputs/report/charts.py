"""The charts, as plotly takes them: plain data, without plotly's slow classes.

Texts of users are escaped, because plotly reads some markup in labels.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runner.outputs.report import numbers
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
    RULE,
    SHADE,
    STEPS,
    TAKES_PART,
    Line,
)

Chart = dict[str, Any]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
LONGEST, SHORTEST = 36, 27
"""Characters of a label in a chart: in a column of its own, and above its bar on a phone."""
ROW = 46
"""Height in pixels of a row of bars with its label above."""
MANY_YEARS = 12


class Series(NamedTuple):
    """A line: whose it is, what it is called, its value by year, how it looks if highlighted."""

    scenario_id: str
    label: str
    values: Mapping[int, float | None]
    look: Line | None


class Bar(NamedTuple):
    """A row of bars: its label, what it says in words, the value and its interval."""

    label: str
    said: str
    value: float
    low: float | None = None
    high: float | None = None
    is_total: bool = False


def safe(text: str, most: int = LONGEST) -> str:
    """A text of a user as a label: cut, and without anything that plotly takes for markup."""
    line = " ".join(text.split())
    return _plain(line if len(line) <= most else line[: most - 1] + "\N{HORIZONTAL ELLIPSIS}")


def _plain(text: str) -> str:
    """A text without tags, entities, templates and the dollars that would enclose a formula."""
    return html.escape(text, quote=False).replace("%", "&#37;").replace("$", "&#36;")


def lines(series: Sequence[Series], unit: str, projected: Sequence[int]) -> Chart:
    """Lines over the years; those without a look are thin, grey and behind the others."""
    years = sorted({year for each in series for year in each.values})
    behind = [each for each in series if each.look is None]
    before = [each for each in series if each.look is not None]
    layout = _layout(340)
    layout["xaxis"] |= {"range": [years[0] - 0.4, years[-1] + 0.4], "hoverformat": "d"}
    if len(years) <= MANY_YEARS:
        layout["xaxis"] |= {"tickmode": "array", "tickvals": years}
    else:
        layout["xaxis"] |= {"tickformat": "d"}
    layout["yaxis"] |= _scale(unit)
    if unit == "dollars":
        layout["yaxis"]["rangemode"] = "tozero"
    else:
        values = [v for each in series for v in each.values.values() if v is not None]
        layout["yaxis"]["range"] = _wide_enough(values)
    _shade(layout, [year for year in projected if year in years], years[-1])
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
    layout = _rows(rows, unit)
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
        "text": [f"<b>{safe(row.label, 100)}</b><br>{_plain(row.said)}" for row in rows],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "width": 0.34,
        "marker": {"color": [more if row.value > 0 else less for row in rows]},
        **errors,
    }
    return {"data": [trace], "layout": layout}


def waterfall(rows: Sequence[Bar], unit: str = "dollars") -> Chart:
    """How parts add up to a total: each begins where the one before ended."""
    layout = _rows(rows, unit)
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "x": [row.value for row in rows],
        "y": list(range(len(rows))),
        "measure": ["total" if row.is_total else "relative" for row in rows],
        "text": [f"<b>{safe(row.label, 100)}</b><br>{_plain(row.said)}" for row in rows],
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
    layout = _layout(21 * place + 50) | {"barmode": "relative", "bargap": 0.35}
    layout["yaxis"] |= {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [_plain(row.band) for row in rows],
        "range": [place - 0.4, -0.6],
        "showgrid": False,
    }
    ends = (-max(row.lose for row in rows), max(row.gain for row in rows))
    layout["xaxis"] |= {"showgrid": True, **_ticks(ends, "share"), **_zero()}
    layout["annotations"] = [_label(at, f"<b>{_plain(title)}</b>", shift=0) for at, title in titles]
    texts = [f"<b>{_plain(row.band)}</b><br>{_plain(row.said)}" for row in rows]
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
    layout = _rows(rows, "rate") | {"barmode": "stack"}
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


def _layout(height: int) -> dict[str, Any]:
    """What all charts share. Nothing can be dragged: a finger scrolls the page."""
    axis = {
        "fixedrange": True,
        "gridcolor": RULE,
        "zeroline": False,
        "automargin": True,
        "tickfont": {"color": MUTED, "size": 12},
    }
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 10, "b": 30, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": INK},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "separators": ".,",
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": MUTED,
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "xaxis": axis | {"showgrid": False},
        "yaxis": dict(axis),
    }


def _rows(rows: Sequence[Bar], unit: str) -> dict[str, Any]:
    """A layout of rows with their labels above: long ones fit on a phone as well."""
    layout = _layout(ROW * len(rows) + 44)
    layout["yaxis"] |= {"visible": False, "range": [len(rows) - 0.55, -0.85]}
    layout["xaxis"] |= {"showgrid": True, **_ticks(_ends(rows), unit), **_zero()}
    # Where there is room, the page puts the labels into a column of their own.
    layout["meta"] = {"rows": [_row_label(row, LONGEST) for row in rows]}
    layout["annotations"] = [
        _label(number, _row_label(row, SHORTEST)) for number, row in enumerate(rows)
    ]
    return layout


def _row_label(row: Bar, most: int) -> str:
    """What a row is called and says; the part that is said is never cut."""
    label, said = safe(row.label, most), _plain(row.said)
    if row.is_total:
        return f"<b>{label}  {said}</b>"
    return f"{label}  <b>{said}</b>" if said else label


def _ends(rows: Sequence[Bar]) -> tuple[float, float]:
    """From where to where bars and whiskers reach, also those that begin where others ended."""
    reached, total = [0.0], 0.0
    for row in rows:
        reached += [end for end in (row.low, row.value, row.high) if end is not None]
        total += 0 if row.is_total else row.value
        reached += [total] if any(each.is_total for each in rows) else []
    return min(reached), max(reached)


def _ticks(ends: tuple[float, float], unit: str) -> dict[str, Any]:
    """An axis with a few round values, written as one writes them: the minus before the dollar."""
    low, high = ends
    width = (high - low) or 1.0
    power = 10 ** math.floor(math.log10(width / 5))
    step = power * next(each for each in (1, 2, 5, 10) if power * each >= width / 5)
    values = [step * n for n in range(math.floor(low / step), math.ceil(high / step) + 1)]
    return {
        "range": [low - 0.03 * width, high + 0.05 * width],
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [_tick(value, unit) for value in values],
    }


def _tick(value: float, unit: str) -> str:
    sign = numbers.MINUS if value < 0 else ""
    if unit == "share":
        # Those who lose are counted to the left: no share is negative.
        return f"{abs(value) * 100:g}%"
    if unit == "points":
        return f"{sign}{abs(value):g} pts"
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(value) >= size:
            return f"{sign}${abs(value) / size:g}{letter}"
    return f"{sign}${abs(value):g}"


def _label(place: float, text: str, shift: int = 18) -> dict[str, Any]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place,
        "yref": "y",
        "yanchor": "middle",
        "yshift": shift,
        "text": text,
        "showarrow": False,
        "align": "left",
        "font": {"color": INK, "size": 13},
        # Lines of the grid end at a label and do not run through it.
        "bgcolor": PAPER,
        "borderpad": 1,
    }


def _shade(layout: dict[str, Any], projected: Sequence[int], last: int) -> None:
    """Mark the years whose limits are not published yet."""
    if not projected:
        return
    start = projected[0] - 0.5
    layout["shapes"] = [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": start,
            "x1": last + 0.4,
            "y0": 0,
            "y1": 1,
            "fillcolor": SHADE,
            "line": {"width": 0},
            "layer": "below",
        }
    ]
    layout["annotations"] = [
        {
            "x": start,
            "xref": "x",
            "xanchor": "left",
            "y": 1,
            "yref": "paper",
            "yanchor": "top",
            "text": "limits projected",
            "showarrow": False,
            "font": {"color": MUTED, "size": 11},
        }
    ]


def _scale(unit: str) -> dict[str, Any]:
    if unit == "dollars":
        return {"tickprefix": "$", "exponentformat": "B", "minexponent": 3}
    return {"tickformat": ".0%"}


def _zero() -> dict[str, Any]:
    return {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1.5}


def _wide_enough(values: Sequence[float], least: float = 0.08) -> list[float]:
    """A range around rates that does not make much of little; within 0 and 1."""
    low, high = min(values, default=0), max(values, default=1)
    slack = max(0.1 * (high - low), (least - (high - low)) / 2, 0.01)
    return [max(0.0, low - slack), min(1.02, high + slack)]


def _distance(high: float | None, low: float | None) -> float:
    return 0.0 if high is None or low is None else max(0.0, high - low)
