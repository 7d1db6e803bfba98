"""Native charts of Excel: the only module that knows how they are made.

They draw cells of a sheet, so that they follow when these are edited; texts of users are read
from cells as well and are never part of a chart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import StrData, StrRef, StrVal
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import Text
from openpyxl.chart.title import Title
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break

from runner.outputs.sheets import Sheet, clean

# Okabe and Ito's colours, which colour-blind readers can tell apart; with dashes for print.
COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "7F7F7F", "8C6D1F")
DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash", "lgDashDot", "sysDashDot")
BASELINE = "000000"
TOTAL, MORE, LESS = "486581", "D55E00", "009E73"
WIDTH, HEIGHT = 17.0, 8.5
"""Of a chart, in centimetres."""
ROWS, COLUMNS = 18, 10
"""Cells of usual size that a chart covers, with a gap."""
ACROSS = 2


class Line(NamedTuple):
    """A line of a chart: the row that it draws."""

    row: int
    is_baseline: bool


class Area(NamedTuple):
    """The cells that a chart draws: header row, first and last column, column of names."""

    sheet: Sheet
    header: int
    first: int
    last: int
    names: int


def anchor(number: int, top: int, left: int = 1) -> str:
    """The cell of a chart's upper left corner: charts stand side by side, then below."""
    column = left + COLUMNS * (number % ACROSS)
    return f"{get_column_letter(column)}{top + ROWS * (number // ACROSS)}"


def break_pages(sheet: Sheet, number: int, top: int, rows: int) -> None:
    """End printed pages between charts: so many rows of them fit on one."""
    for row in range(rows, math.ceil(number / ACROSS), rows):
        sheet.worksheet.row_breaks.append(Break(id=top - 1 + ROWS * row))


def fit_page(sheet: Sheet, number: int, top: int) -> None:
    """Make a sheet of charts as large in print as they are: there are no cells below them."""
    sheet.widths = [9.0] * COLUMNS * ACROSS
    last = top + ROWS * math.ceil(number / ACROSS)
    sheet.worksheet.print_area = f"A1:{get_column_letter(len(sheet.widths))}{last}"
    break_pages(sheet, number, top, 2)


def add_lines(
    sheet: Sheet,
    area: Area,
    title: str,
    lines: Sequence[Line],
    axis: str,
    where: str,
    most: float | None = None,
) -> None:
    """Draw rows as lines over the header's years.

    ``axis`` is the format of the values, ``most`` what the axis ends at if they say no more.
    """
    chart = LineChart()
    colours = iter(zip(COLOURS, DASHES, strict=True))
    for line in lines:
        colour, dash = (BASELINE, "solid") if line.is_baseline else next(colours)
        series = Series(_cells(area, line.row, line.row), title=None)
        series.tx = _name(area, line.row)
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.prstDash = dash
        series.graphicalProperties.line.width = 31_750 if line.is_baseline else 22_225
        series.marker.symbol = "none"
        chart.series.append(series)
    chart.set_categories(_cells(area, area.header, area.header))
    chart.legend.position = "r"
    chart.y_axis.scaling.max = most
    _finish(sheet, chart, title, axis, where)


def add_waterfall(
    sheet: Sheet, area: Area, name: str, rows: range, costs: Sequence[float], where: str
) -> None:
    """Draw the columns of an area as stacked bars, of which the first cannot be seen.

    The title is the first cell of the first row, which holds ``name``. ``costs`` are
    those that bars begin or end at: the axis begins below the least of them.
    """
    chart = BarChart()
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 40
    for column, colour in zip(
        range(area.first, area.last + 1), (None, TOTAL, MORE, LESS), strict=True
    ):
        cells = Reference(
            area.sheet.worksheet, min_col=column, min_row=rows.start, max_row=rows.stop - 1
        )
        series = Series(cells, title=None)
        series.tx = SeriesLabel(strRef=StrRef(_address(area.sheet, column, area.header)))
        series.graphicalProperties = (
            GraphicalProperties(solidFill=colour) if colour else GraphicalProperties(noFill=True)
        )
        series.graphicalProperties.line.noFill = True
        series.invertIfNegative = False
        chart.series.append(series)
    names = Reference(
        area.sheet.worksheet, min_col=area.names, min_row=rows.start, max_row=rows.stop - 1
    )
    chart.set_categories(names)
    chart.y_axis.scaling.min = axis_start(costs)
    chart.legend = None
    cached = StrData(ptCount=1, pt=[StrVal(idx=0, v=clean(name))])
    shown = StrRef(_address(area.sheet, 1, rows.start), strCache=cached)
    title = Title(tx=Text(strRef=shown))
    _finish(sheet, chart, title, "#,##0", where)


def axis_start(values: Sequence[float]) -> float:
    """Zero, or a round number below all values where they lie close together."""
    low, high = min(values), max(values)
    if low <= 0 or high - low > low / 2:
        return min(0.0, math.floor(low))
    room = max(high - low, high / 100)
    step = 10.0 ** math.floor(math.log10(room))
    return max(0.0, math.floor((low - room / 2) / step) * step)


def _finish(sheet: Sheet, chart: Any, title: str | Title, axis: str, where: str) -> None:
    chart.title = title
    chart.title.overlay = False
    chart.width, chart.height = WIDTH, HEIGHT
    # Written as absent, newer readers leave axes out.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = axis
    chart.y_axis.majorGridlines.spPr = GraphicalProperties()
    chart.y_axis.majorGridlines.spPr.line.solidFill = "D9E2EC"
    chart.x_axis.number_format = "0"
    chart.x_axis.tickLblPos = "low"
    sheet.worksheet.add_chart(chart, where)


def _cells(area: Area, first_row: int, last_row: int) -> Reference:
    return Reference(
        area.sheet.worksheet,
        min_col=area.first,
        max_col=area.last,
        min_row=first_row,
        max_row=last_row,
    )


def _name(area: Area, row: int) -> SeriesLabel:
    return SeriesLabel(strRef=StrRef(_address(area.sheet, area.names, row)))


def _address(sheet: Sheet, column: int, row: int) -> str:
    name = quote_sheetname(sheet.worksheet.title)
    return f"{name}!${get_column_letter(column)}${row}"
