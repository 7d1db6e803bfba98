"""What earlier builds of an output folder tell about how long the next one takes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from runner.build.events import logs_in, read_events
from runner.build.forecast import Past

BUILDS = 5
"""How many of the latest builds count."""


def history(output: Path) -> list[tuple[Past, Past]]:
    """The stages and the models of the latest builds that ended well, the latest build last."""
    found: list[tuple[Past, Past]] = []
    for path in reversed(logs_in(output).values()):
        if (past := as_past(read_events(path))) is not None:
            found.append(past)
        if len(found) == BUILDS:
            break
    return found[::-1]


def as_past(events: list[dict[str, Any]]) -> tuple[Past, Past] | None:
    """The times of a build's stages and of its models; None if it did not come
    to its end or simulated nothing."""
    sizes = [event["person_years"] for event in events if event["event"] == "planned"]
    if not sum(sizes) or events[-1]["event"] != "finished":
        return None
    stages = {e["stage"]: e["seconds"] for e in events if e["event"] == "stage_ended"}
    nodes: Counter[str] = Counter()
    for event in events:
        if event["event"] in ("model", "test"):
            nodes[event["model"]] += event["seconds"]
    return Past(sizes[0], stages), Past(sizes[0], nodes)
