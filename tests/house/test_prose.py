"""What is written about the product is complete and true."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "dbt_project" / "models"
SQL_FILES = sorted(MODELS.rglob("*.sql"))
MACRO_FILES = sorted((ROOT / "macros").rglob("*.sql"))
SCENARIOS = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yml"))

DOC = re.compile(r"\{\{\s*doc\(\s*['\"](\w+)['\"]\s*\)\s*\}\}")
DOC_BLOCK = re.compile(r"\{%-?\s*docs\s+(\w+)\s*-?%\}(.*?)\{%-?\s*enddocs\s*-?%\}", re.DOTALL)
CONFIG = re.compile(r"\s*\{\{-?\s*config\(.*?\)\s*-?\}\}", re.DOTALL)
GRAIN = re.compile(r"One row per .+?\.(?=\s|$)")
MACRO = re.compile(r"\{%-?\s*(?:macro|test|materialization)\s+(\w+)")

# Tests and the places where prose and code are kept; data files have numbers of their own.
TOLD_IN = (".ci", "benchmarks", "dbt_project", "docs", "macros", "runner", "scenarios", "tests")
TEXTS = {"", ".cfg", ".html", ".j2", ".md", ".py", ".sql", ".toml", ".yaml", ".yml"}
NOT_OURS = {"__pycache__", "target", "logs"}
# Not an issue: `&#39;`, the number format "#0.0", the colour '#333', the heading's link (#1-start).
ISSUE = re.compile(r"(?<![\w&#'\"])#\d+\b(?!-)|\bissues?\s+#?\d+\b|\bGH-\d+\b", re.IGNORECASE)


def one_line(text):
    return " ".join(str(text or "").split())


@cache
def doc_blocks():
    texts = (path.read_text("utf-8") for path in MODELS.rglob("*.md"))
    return {name: body for text in texts for name, body in DOC_BLOCK.findall(text)}


def described(entry):
    """The description that readers see, with its `doc` references followed."""
    blocks = doc_blocks()
    return one_line(DOC.sub(lambda found: blocks[found[1]], str(entry.get("description") or "")))


def property_files():
    folders = (MODELS, ROOT / "dbt_project" / "seeds")
    return sorted(path for folder in folders for path in folder.rglob("*.y*ml"))


@cache
def properties():
    return [yaml.safe_load(path.read_text("utf-8")) or {} for path in property_files()]


def entries(kind):
    """Name and properties of all resources of a kind, from all property files."""
    files = properties()
    return [(entry["name"], entry) for file in files for entry in file.get(kind) or []]


def tables():
    """Everything that has columns: models, seeds and the tables of sources."""
    sources = [
        (f"{name}.{table['name']}", table)
        for name, source in entries("sources")
        for table in source["tables"]
    ]
    return [*entries("models"), *entries("seeds"), *sources]


def is_sentence(text):
    return len(text) > 1 and text.endswith(".")


def commands():
    """The runner's commands, those of groups as `group command`."""
    from runner.cli import main

    def below(group, prefix=""):
        for name, command in group.commands.items():
            if command.hidden:
                continue
            yield from (
                below(command, f"{prefix}{name} ")
                if hasattr(command, "commands")
                else [f"{prefix}{name}"]
            )

    return sorted(below(main))


def texts_of_the_tree():
    folders = [path for name in TOLD_IN for path in (ROOT / name).rglob("*")]
    for path in sorted([*ROOT.glob("*"), *folders]):
        if path.is_file() and path.suffix in TEXTS and not NOT_OURS.intersection(path.parts):
            yield path


def test_models_are_found():
    """Guards the tests below, which say nothing about models that they do not find."""
    assert len(SQL_FILES) > 10
    assert "baseline" in SCENARIOS


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.stem)
def test_a_model_begins_with_its_grain_and_its_description_agrees(path):
    code = CONFIG.sub("", path.read_text("utf-8"), count=1).lstrip()
    comment = re.match(r"(-- ?.+\n)*", code).group().replace("-- ", " ")
    grain = GRAIN.match(one_line(comment))
    assert grain, "the first line is not '-- One row per ...' as a sentence"

    described_models = dict(entries("models"))
    assert path.stem in described_models, "no entry in a YAML file"
    assert described(described_models[path.stem]).startswith(grain.group())


def test_every_description_has_its_model():
    names = [name for name, _ in entries("models")]

    assert sorted(names) == sorted(path.stem for path in SQL_FILES)


def test_every_table_is_described_in_sentences():
    assert [name for name, table in tables() if not is_sentence(described(table))] == []


def test_every_column_that_is_listed_is_described_in_sentences():
    undescribed = [
        f"{name}.{column['name']}"
        for name, table in tables()
        for column in table.get("columns") or []
        if not is_sentence(described(column))
    ]

    assert undescribed == []


@pytest.mark.parametrize(
    "path", sorted((MODELS / "marts").rglob("*.sql")), ids=lambda path: path.stem
)
def test_a_mart_lists_its_columns_with_their_types(path):
    """The enforced contract makes the list complete: dbt refuses a column that is missing in it."""
    columns = dict(entries("models"))[path.stem].get("columns") or []

    assert columns
    assert [column["name"] for column in columns if not column.get("data_type")] == []


@pytest.mark.parametrize("path", MACRO_FILES, ids=lambda path: path.stem)
def test_a_macro_file_defines_the_macro_of_its_name_only(path):
    """Beside it at most the forms of it for an engine, `default__name` and its like."""
    names = {name.split("__", 1)[-1] for name in MACRO.findall(path.read_text("utf-8"))}

    assert names == {path.stem}


def test_the_readme_mentions_every_command():
    readme = one_line((ROOT / "README.md").read_text("utf-8"))
    found = commands()

    assert found
    assert [name for name in found if not re.search(rf"\brunner {name}\b", readme)] == []


def test_the_page_on_the_census_has_every_column():
    from runner.parameters.catalogue import CENSUS_COLUMNS

    page = (ROOT / "docs" / "census.md").read_text("utf-8")

    assert [name for name in CENSUS_COLUMNS if f"`{name}`" not in page] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_readme_mentions_every_scenario(scenario):
    assert re.search(rf"\b{scenario}\b", (ROOT / "README.md").read_text("utf-8"))


def test_no_text_refers_to_an_issue_by_its_number():
    """A number says nothing once the tracker has moved; the reason belongs into the text."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts_of_the_tree()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if ISSUE.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("text", "is_issue"),
    [
        ("Fixes #{n}.", True),
        ("see (#{n})", True),
        ("Issue {n} says so", True),
        ("&#{n};", False),
        ('number_format = "#{n}.0"', False),
        ("#,##{n}", False),
        ("fill='#{n}'", False),
        ("[start](#{n}-start)", False),
    ],
)
def test_issue_numbers_are_told_from_other_numbers(text, is_issue):
    assert bool(ISSUE.search(text.format(n=41))) is is_issue
