"""Behavior profiles as a page of documentation, as text for a terminal and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from runner.parameters.pages import linked
from runner.parameters.reference import entries, in_words
from runner.scenarios.profiles import Figure, Profile

_INTRODUCTION = """\
# Behavior profiles

A profile is a named set of figures about what people do. A scenario or template picks one, or
several that are applied from left to right:

```yaml
parameters:
  behavior:
    profile: [vanguard_2024, escalation_vanguard_2021]
```

Its figures take the place of the catalogue's defaults, and what a file says itself wins over
them. Your own profiles are files in `scenarios/profiles/`, in the form of the shipped ones; one
with the name of a shipped profile replaces it. Write a list also for one name: a single value
cannot be replaced by a list. Profiles set parameters of `behavior` and the opt-out
rates of the plan. `runner profiles` lists them, `runner profiles NAME` shows the figures.

Written by `make docs` from `scenarios/profiles/`.
"""


def as_markdown(profiles: Iterable[Profile]) -> str:
    """A page with a heading for each profile."""
    return "\n".join([_INTRODUCTION, *map(_section, profiles)])


def as_text(profile: Profile, width: int) -> str:
    """A profile's figures with the defaults that they replace, and their sources."""
    return "\n".join(_text(profile, width)) + "\n"


def as_json(profiles: Iterable[Profile]) -> str:
    """Profiles for other programs."""
    content = [
        {
            "name": profile.name,
            "label": profile.label,
            "description": profile.description,
            "file": str(profile.path),
            "figures": [vars(figure) for figure in profile.figures],
        }
        for profile in profiles
    ]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _section(profile: Profile) -> str:
    figures = "\n".join(
        f"- `{figure.path}`: `{in_words(figure.value)}`  \n  {linked(figure.source)}"
        for figure in profile.figures
    )
    return f"## `{profile.name}`\n\n{profile.label}. {profile.description}\n\n{figures}\n"


def _text(profile: Profile, width: int) -> Iterator[str]:
    defaults = {entry.path: entry.default for entry in entries()}
    whole: Any = {"width": width, "break_long_words": False, "break_on_hyphens": False}
    yield textwrap.fill(f"{profile.label}. {profile.description}", **whole)
    for figure in profile.figures:
        yield ""
        yield figure.path
        for name, text in _facts(figure, profile, defaults):
            yield textwrap.fill(
                text, initial_indent=f"  {name:<9}", subsequent_indent=" " * 11, **whole
            )


def _facts(figure: Figure, profile: Profile, defaults: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        ("value", in_words(figure.value)),
        ("default", in_words(defaults[figure.path])),
        ("file", f"{profile.path}:{figure.line}"),
        ("source", figure.source),
    ]
    return [(name, text) for name, text in facts if text]
