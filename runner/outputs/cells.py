"""Cells as they are stored in the file: every text an inline string, never a formula."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

DASH = "\N{EN DASH}"
"""What a cell without a value shows."""
MAX_CHARACTERS = 16_000
"""Excel ends a text at 32,767 UTF-16 units, of which a character takes up to two."""

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str) -> str:
    """The text without what XML cannot hold, and no longer than a cell can be."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


@lru_cache
def letters(count: int) -> tuple[str, ...]:
    return tuple(get_column_letter(number) for number in range(1, count + 1))


def cell_xml(reference: str, value: Any, style: int) -> str:
    start = f'<c r="{reference}" s="{style}"'
    if isinstance(value, dt.date):
        value = to_excel(value)
    if isinstance(value, bool):
        return f'{start} t="b"><v>{value:d}</v></c>'
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        value = DASH
    if isinstance(value, str):
        return f'{start} t="inlineStr">{_text_xml(value)}</c>' if value else f"{start}/>"
    return f"{start}><v>{value}</v></c>"


@lru_cache(maxsize=10_000)
def _text_xml(text: str) -> str:
    """The text as an inline string, its spaces and line breaks kept."""
    kept = escape(_LOOKS_ESCAPED.sub("_x005F_", clean(text)))
    return f'<is><t xml:space="preserve">{kept}</t></is>'
