"""Models that compare scenarios say so: they are built when the rows of all scenarios are there."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from runner.build.lineage import ACROSS, LISTS

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
REF = re.compile(r"ref\('(\w+)'\)")


def reads() -> dict[str, set[str]]:
    return {path.stem: set(REF.findall(path.read_text())) for path in sorted(MODELS.rglob("*.sql"))}


def tagged() -> set[str]:
    project = yaml.safe_load((MODELS.parent / "dbt_project.yml").read_text())
    folders = project["models"]["runner"]
    names = {
        path.stem
        for folder, config in folders.items()
        if ACROSS in config.get("+tags", ())
        for path in (MODELS / folder).rglob("*.sql")
    }
    for path in MODELS.rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text()) or {}).get("models") or ():
            if ACROSS in model.get("config", {}).get("tags", ()):
                names.add(model["name"])
    return names


def test_who_looks_at_baselines_is_tagged() -> None:
    looking = {
        path.stem
        for path in MODELS.rglob("*.sql")
        if "baseline_key" in path.read_text() or "baseline_id" in path.read_text()
    }
    assert looking - set(LISTS) <= tagged()


def test_nobody_reads_a_model_that_compares_but_another() -> None:
    """Else it would be built before what it reads."""
    across = tagged()
    assert across
    for name, read in reads().items():
        if name not in across:
            assert not read & across, name
