"""Which scenarios an expression asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from runner.errors import RequestError
from runner.scenarios.wording import listed, quoted, suggestion


def matching(expression: str, tags: Mapping[str, Iterable[str]]) -> list[str]:
    """The ids that `all`, ids, globs and `tag:...` ask for, each once, in the order asked.

    ``tags`` has the tags of each id. Raises RequestError if a part matches nothing.
    """
    parts = [part.strip() for part in expression.split(",") if part.strip()]
    if not parts:
        raise RequestError(
            "no scenario is named. Allowed are all, ids, patterns such as 's1_*' and tag:NAME, "
            "separated by commas. Write e.g. --scenarios all."
        )
    return list(dict.fromkeys(name for part in parts for name in _asked_for(part, tags)))


def _asked_for(part: str, tags: Mapping[str, Iterable[str]]) -> list[str]:
    if part == "all":
        return list(tags)
    if part.startswith("tag:"):
        wanted = part.removeprefix("tag:").strip()
        known = sorted({tag for each in tags.values() for tag in each})
        found = [n for n, each in tags.items() if any(fnmatchcase(t, wanted) for t in each)]
        if not found:
            raise _no_match("tag", wanted, "Tags", known)
        return found
    found = [name for name in tags if fnmatchcase(name, part)]
    if not found:
        raise _no_match("scenario", part, "Scenarios", list(tags))
    return found


def _no_match(what: str, wanted: str, plural: str, known: list[str]) -> RequestError:
    hint = suggestion(wanted, known)
    return RequestError(
        f"there is no {what} {quoted(wanted)}.{hint} {plural} here: {listed(known)}."
    )
