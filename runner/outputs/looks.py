"""How cells look: formats, tones, columns; the only module that knows openpyxl's styles."""

from __future__ import annotations

from typing import Any, NamedTuple

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side


class Format(NamedTuple):
    """How a kind of value looks: in Excel, in Python (to measure it), and where in its cell."""

    excel: str = "General"
    python: str = ""
    horizontal: str = "right"
    wraps: bool = False


FORMATS = {
    "text": Format(horizontal="left", wraps=True),
    "line": Format(horizontal="left"),
    "title_left": Format("0", horizontal="left", wraps=True),
    "title_center": Format("0", horizontal="center", wraps=True),
    "title_right": Format("0", wraps=True),
    "band": Format(horizontal="centerContinuous"),
    "title_left_projected": Format('0"*"', horizontal="left", wraps=True),
    "title_center_projected": Format('0"*"', horizontal="center", wraps=True),
    "title_right_projected": Format('0"*"', wraps=True),
    "year": Format("0", "d", "left"),
    "projected_year": Format('0"*"', "d", "left"),
    "number": Format("0", "d", "center"),
    "count": Format("#,##0", ",d"),
    "flag": Format('"yes";;"no"', "d", "center"),
    "date": Format("yyyy-mm-dd", "%Y-%m-%d", "left"),
    "time": Format("yyyy-mm-dd hh:mm", "%Y-%m-%d %H:%M", "left"),
    "people": Format("#,##0", ",.0f"),
    "people_change": Format("+#,##0.0;-#,##0.0;0", "+,.1f"),
    "people_error": Format("#,##0.0", ",.1f"),
    "dollars": Format("#,##0", ",.0f"),
    "dollars_change": Format("+#,##0;-#,##0;0", "+,.0f"),
    "dollars_error": Format("#,##0", ",.0f"),
    "cents": Format("#,##0.00", ",.2f"),
    "decimal": Format("#,##0.0", ",.1f"),
    "rate": Format("0.0%", ",.1%"),
    "rate_change": Format("+0.00%;-0.00%;0.00%", "+,.2%"),
    "rate_error": Format("0.000%", ",.3%"),
    "fine_rate": Format("0.00%", ",.2%"),
    "growth": Format("+0.0%;-0.0%;0.0%", "+,.1%"),
    "share": Format("0%", ",.0%"),
}


class Tone(NamedTuple):
    """What a cell says besides its value; colour-blind readers can tell the colours apart."""

    ink: str = "1F2933"
    fill: str | None = None
    bold: bool = False
    italic: bool = False
    size: float = 10
    rule: str = "bottom"


TONES = {
    "plain": Tone(),
    "first": Tone(fill="E4EAF1", bold=True),
    "better": Tone(ink="004D3B", fill="CBE9DF"),
    "worse": Tone(ink="6B4300", fill="FFE6B8"),
    "much_worse": Tone(ink="7A1600", fill="F8BBA6", bold=True),
    "unsure": Tone(ink="7B8794", italic=True),
    "top": Tone(bold=True, size=15, rule=""),
    "heading": Tone(bold=True, size=11, rule=""),
    "note": Tone(ink="52606D", rule=""),
    "key": Tone(bold=True, rule=""),
    "lead": Tone(bold=True),
    "faint": Tone(ink="7B8794"),
    "header": Tone(ink="FFFFFF", fill="243B53", bold=True, rule="left"),
    "band": Tone(ink="FFFFFF", fill="486581", bold=True, rule=""),
}


class Cell(NamedTuple):
    """A value that looks otherwise than its column does."""

    value: Any
    format: str
    tone: str = "plain"


class Column(NamedTuple):
    """A column of a table; neighbours with the same band share a title above them.

    ``width`` is in characters: the most for texts, which wrap, the least for numbers. A year
    whose limits are projected is marked in its title.
    """

    title: str
    format: str = "text"
    width: float = 10
    band: str = ""
    projected: bool = False


def styled(worksheet: Any, look: Format, tone: Tone) -> Any:
    """A cell of openpyxl with that look; ``quotePrefix`` keeps a text a text when it is edited."""
    cell = WriteOnlyCell(worksheet)
    cell.number_format = look.excel
    cell.alignment = Alignment(
        horizontal=look.horizontal,
        vertical="center" if tone.fill and tone.rule != "bottom" else "top",
        wrap_text=look.wraps or None,
    )
    cell.font = Font(
        name="Calibri", size=tone.size, bold=tone.bold, italic=tone.italic, color=tone.ink
    )
    if tone.fill:
        cell.fill = PatternFill("solid", start_color=tone.fill)
    if tone.rule:
        cell.border = Border(**{tone.rule: Side(style="hair", color="9FB3C8")})
    cell.quotePrefix = look.excel == "General"
    return cell
