"""Sheets as they are printed."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

if TYPE_CHECKING:
    from runner.outputs.sheets import Sheet

PAGE_WIDTH = 270
"""Characters across a landscape page at about half size, the smallest that can be read."""


def set_up_pages(sheet: Sheet) -> None:
    """Landscape, as many pages across as keep the text legible, page numbers at the foot."""
    worksheet = sheet.worksheet
    for number, width in enumerate(sheet.widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = Worksheet.PAPERSIZE_LETTER
    _fit(sheet)
    margins = worksheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
    worksheet.oddFooter.left.text = sheet.book.footer[:80].replace("&", "&&")
    worksheet.oddFooter.center.text = "&A"
    worksheet.oddFooter.right.text = "Page &P of &N"


def _fit(sheet: Sheet) -> None:
    """Make pages as wide as they can be read: readers that fit pages ignore breaks."""
    worksheet = sheet.worksheet
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not sheet.breaks)
    if not sheet.breaks:
        across = sum(sheet.widths[sheet.repeated :]) / PAGE_WIDTH
        worksheet.page_setup.fitToWidth = max(1, math.ceil(across))
        worksheet.page_setup.fitToHeight = 0
        return
    repeated = sum(sheet.widths[: sheet.repeated])
    ends = [sheet.repeated, *sheet.breaks, len(sheet.widths)]
    widest = max(sum(sheet.widths[start:end]) for start, end in pairwise(ends))
    worksheet.page_setup.scale = max(25, min(100, int(45 * PAGE_WIDTH / (repeated + widest))))
    for column in sheet.breaks:
        worksheet.col_breaks.append(Break(id=column))
