"""What charts share: the layout, rows with their labels, axes with round values.

Texts of users are escaped, because plotly reads some markup in labels.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from runner.outputs.report import numbers
from runner.outputs.report.looks import INK, MUTED, PAPER, RULE, SHADE

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"
LONGEST, SHORTEST = 36, 27
"""Characters of a label in a chart: in a column of its own, and above its bar on a phone."""
ROW = 46
"""Height in pixels of a row of bars with its label above."""


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
    return plain(line if len(line) <= most else line[: most - 1] + "\N{HORIZONTAL ELLIPSIS}")


def plain(text: str) -> str:
    """A text without tags, entities, templates and the dollars that would enclose a formula."""
    return html.escape(text, quote=False).replace("%", "&#37;").replace("$", "&#36;")


def layout_of(height: int) -> dict[str, Any]:
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


def layout_of_rows(rows: Sequence[Bar], unit: str) -> dict[str, Any]:
    """A layout of rows with their labels above: long ones fit on a phone as well."""
    layout = layout_of(ROW * len(rows) + 44)
    layout["yaxis"] |= {"visible": False, "range": [len(rows) - 0.55, -0.85]}
    layout["xaxis"] |= {"showgrid": True, **ticks(_ends(rows), unit), **zero_line()}
    # Where there is room, the page puts the labels into a column of their own.
    layout["meta"] = {"rows": [_row_label(row, LONGEST) for row in rows]}
    layout["annotations"] = [
        label(number, _row_label(row, SHORTEST)) for number, row in enumerate(rows)
    ]
    return layout


def _row_label(row: Bar, most: int) -> str:
    """What a row is called and says; the part that is said is never cut."""
    name, said = safe(row.label, most), plain(row.said)
    if row.is_total:
        return f"<b>{name}  {said}</b>"
    return f"{name}  <b>{said}</b>" if said else name


def _ends(rows: Sequence[Bar]) -> tuple[float, float]:
    """From where to where bars and whiskers reach, also those that begin where others ended."""
    reached, total = [0.0], 0.0
    for row in rows:
        reached += [end for end in (row.low, row.value, row.high) if end is not None]
        total += 0 if row.is_total else row.value
        reached += [total] if any(each.is_total for each in rows) else []
    return min(reached), max(reached)


def ticks(ends: tuple[float, float], unit: str) -> dict[str, Any]:
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


def label(place: float, text: str, shift: int = 18) -> dict[str, Any]:
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


def shade(layout: dict[str, Any], projected: Sequence[int], last: int) -> None:
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


def scale(unit: str) -> dict[str, Any]:
    if unit == "dollars":
        return {"tickprefix": "$", "exponentformat": "B", "minexponent": 3}
    return {"tickformat": ".0%"}


def zero_line() -> dict[str, Any]:
    return {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1.5}


def wide_enough(values: Sequence[float], least: float = 0.08) -> list[float]:
    """A range around rates that does not make much of little; within 0 and 1."""
    low, high = min(values, default=0), max(values, default=1)
    slack = max(0.1 * (high - low), (least - (high - low)) / 2, 0.01)
    return [max(0.0, low - slack), min(1.02, high + slack)]
