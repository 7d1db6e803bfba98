"""The events of a YAML parser, its errors in the users' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from runner.scenarios.text import UnreadableError

_INVISIBLE_BREAK = re.compile("[\x85\u2028\u2029]")
"""Ends a line for the parser but not for editors: lines would be counted differently."""


def events(text: str) -> Iterator[Any]:
    """The events of a text, as they are asked for; raises UnreadableError where it is no YAML."""
    if found := _INVISIBLE_BREAK.search(text):
        raise _invisible(text, found.start())
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        raise _invisible(text, error.position) from None
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(*_explained(error, text)) from None
    except (ValueError, OverflowError):
        raise UnreadableError(
            0,
            "a '\\U' or '\\u' in quotes is followed by a number that is no character. Allowed "
            "are codes of Unicode characters. Write the character itself.",
        ) from None


def _invisible(text: str, position: int) -> UnreadableError:
    return UnreadableError(
        text.count("\n", 0, position) + 1,
        "this line contains an invisible control character. Only printable text is allowed. "
        "Type the line anew.",
    )


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line and message of a syntax error: an unclosed quote is wrong where it opens."""
    problem = error.problem or "it is broken"
    mark = error.problem_mark or error.context_mark
    if "end of stream" in problem and error.context_mark:
        return error.context_mark.line + 1, (
            "the quotation mark opened here is never closed. Text in quotes ends with the same "
            "mark. Close it."
        )
    line = mark.line + 1 if mark else 0
    if "'\\t'" in problem:
        return line, (
            "a tab stands where only spaces may. YAML is indented and aligned with spaces. "
            "Replace the tab with spaces."
        )
    if problem == "mapping values are not allowed here":
        return line, (
            "a second ': ' or a wrong indentation makes this line unreadable. A line is "
            "'name: value', and names of one section are aligned. Put text with a colon in "
            "quotes, or align the line."
        )
    return line, (
        f"this line is not YAML: {problem}. A line is 'name: value' or '- value'. "
        "Check the brackets, quotes and indentation here and above."
    )
