"""Where values come from: the chain of a parameter, what differs, and the resolved file."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from runner import project
from runner.errors import RequestError
from runner.scenarios.explain import difference, explain
from runner.scenarios.printing import as_file
from runner.scenarios.resolve import resolve_scenarios

TEMPLATES = Path("scenarios/templates")
ROOT = Path(__file__).parents[2]

# A diamond: left and right build on root, and the scenario on both.
FILES = {
    "scenarios/templates/root.yml": """\
        parameters:
          plan:
            match: {tiers: [{up_to: 0.04, rate: 1.0}], maximum: 2000}
            core: {rate: 0.01}
        """,
    "scenarios/templates/left.yml": """\
        extends: root
        parameters:
          plan:
            core: {rate: {2026: 0.02, 2028: 0.03}}
            match:
              tiers: {$append: [{up_to: 0.06, rate: 0.5}]}
        """,
    "scenarios/templates/right.yml": """\
        extends: root
        parameters:
          plan:
            match:
              tiers: {$patch: {by: up_to, items: [{up_to: 0.06, rate: 0.25}]}}
        """,
    "scenarios/s1.yml": """\
        label: One
        extends: [left, right]
        baseline: s2
        parameters:
          simulation: {years: 5}
          census:
            columns: {hire_date: Date Hired}
          plan:
            match:
              maximum: {$delete: true}
        """,
    "scenarios/s2.yml": """\
        label: Two
        extends: root
        parameters:
          plan:
            match: {maximum: {2026: 500}}
        """,
}


@pytest.fixture
def scenarios(tmp_path, monkeypatch):
    """The diamond and a scenario that has one side of it only."""
    monkeypatch.chdir(tmp_path)
    TEMPLATES.mkdir(parents=True)
    for name, content in FILES.items():
        Path(name).write_text(dedent(content))
    resolution = resolve_scenarios(Path("scenarios"))
    assert resolution.problems == []
    return resolution.scenarios


DEFAULT_TIERS = [{"up_to": 0.06, "rate": 0.5}]
ROOT_TIERS = [{"up_to": 0.04, "rate": 1.0}]
LEFT_TIERS = [*ROOT_TIERS, {"up_to": 0.06, "rate": 0.5}]
RIGHT_TIERS = [*ROOT_TIERS, {"up_to": 0.06, "rate": 0.25}]


def test_a_diamond_is_told_in_the_order_in_which_it_is_applied(scenarios):
    answer = explain(scenarios["s1"], "plan.match.tiers")
    assert answer.header == ("value", "set in", "marker")
    assert answer.rows == [
        ("[{up_to: 0.06, rate: 0.5}]", "default", ""),
        ("[{up_to: 0.04, rate: 1.0}]", "scenarios/templates/root.yml:3", ""),
        (
            "[{up_to: 0.04, rate: 1.0}, {up_to: 0.06, rate: 0.5}]",
            "scenarios/templates/left.yml:6",
            "$append",
        ),
        (
            "[{up_to: 0.04, rate: 1.0}, {up_to: 0.06, rate: 0.25}]",
            "scenarios/templates/right.yml:5",
            "$patch",
        ),
    ]
    assert [each["value"] for each in answer.records] == [
        DEFAULT_TIERS,
        ROOT_TIERS,
        LEFT_TIERS,
        RIGHT_TIERS,
    ]
    assert answer.records[0] == {
        "value": DEFAULT_TIERS,
        "file": "default",
        "line": None,
        "marker": None,
    }
    assert answer.records[2]["file"] == "scenarios/templates/left.yml"
    assert (answer.records[2]["line"], answer.records[2]["marker"]) == (6, "$append")


def test_an_overview_has_what_differs_from_the_defaults(scenarios):
    answer = explain(scenarios["s1"])
    assert answer.header == ("parameter", "value", "default", "set in")
    assert answer.rows == [
        ("census.columns.hire_date", "Date Hired", "", "scenarios/s1.yml:7"),
        (
            "plan.match.tiers",
            "[{up_to: 0.04, rate: 1.0}, {up_to: 0.06, rate: 0.25}]",
            "[{up_to: 0.06, rate: 0.5}]",
            "scenarios/templates/right.yml:5",
        ),
        ("plan.core.rate", "{2026: 0.02, 2028: 0.03}", "0.0", "scenarios/templates/left.yml:4"),
    ]
    assert answer.records[2] == {
        "path": "plan.core.rate",
        "default": 0.0,
        "value": {2026: 0.02, 2028: 0.03},
        "file": "scenarios/templates/left.yml",
        "line": 4,
        "marker": None,
    }


def test_a_section_is_told_in_full(scenarios):
    assert explain(scenarios["s1"], "simulation").rows == [
        ("simulation.start_year", "2026", "2026", "default"),
        ("simulation.years", "5", "5", "scenarios/s1.yml:5"),
        ("simulation.seed", "42", "42", "default"),
        ("simulation.replicates", "1", "1", "default"),
    ]


def test_a_section_without_parameters_stands_for_itself(scenarios):
    assert explain(scenarios["s2"], "census.columns").rows == [
        ("census.columns", "{}", "", "default")
    ]


def test_what_was_deleted_is_told(scenarios):
    assert explain(scenarios["s1"], "plan.match.maximum").rows == [
        ("null", "default", ""),
        ("2000", "scenarios/templates/root.yml:3", ""),
        ("null", "scenarios/s1.yml:10", "$delete"),
    ]


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("plan.match.tiers[item 2].rate", ("0.25", "scenarios/templates/right.yml:5", "")),
        ("plan.match.tiers[item 1]", None),
        ("plan.core.rate[2028]", ("0.03", "scenarios/templates/left.yml:4", "")),
        ("census.columns.hire_date", ("Date Hired", "scenarios/s1.yml:7", "")),
    ],
)
def test_a_part_of_a_value_can_be_asked_for(scenarios, path, last):
    rows = explain(scenarios["s1"], path).rows
    assert rows
    assert last is None or rows[-1] == last


TOP = "simulation, census, workforce, plan, behavior, economy"
ALL = "See all with: runner show ID."


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "simulation.yers",
            "there is no parameter 'simulation.yers'. Did you mean 'simulation.years'? In "
            f"simulation there are: start_year, years, seed, replicates. {ALL}",
        ),
        (
            "tiers",
            f"there is no parameter 'tiers'. Did you mean 'plan.match.tiers'? At the top there "
            f"are: {TOP}. {ALL}",
        ),
        (
            "plan.core.rate[2027]",
            "there is no parameter 'plan.core.rate[2027]'. Did you mean 'plan.core.rate'? In "
            f"plan.core.rate there are: 2026, 2028. {ALL}",
        ),
        (
            "plan.match.tiers[item 0].rate",
            "there is no parameter 'plan.match.tiers[item 0].rate'. Did you mean "
            f"'plan.match.tiers'? At the top there are: {TOP}. {ALL}",
        ),
        (
            "simulation.years[2026]",
            "there is no parameter 'simulation.years[2026]'. Did you mean 'simulation.years'? "
            f"simulation.years is 5. {ALL}",
        ),
        ("rate", f"there is no parameter 'rate'. At the top there are: {TOP}. {ALL}"),
        (
            "plan.match.tiers.rate",
            "there is no parameter 'plan.match.tiers.rate'. Did you mean 'plan.match.tiers'? In "
            f"plan.match.tiers there are: [item 1], [item 2]. {ALL}",
        ),
        (
            "plan..core",
            "there is no parameter 'plan..core'. Did you mean 'plan.core'? At the top there "
            f"are: {TOP}. {ALL}",
        ),
        ("", f"there is no parameter ''. At the top there are: {TOP}. {ALL}"),
        ("[[", f"there is no parameter '[['. At the top there are: {TOP}. {ALL}"),
    ],
)
def test_a_path_that_is_none_is_refused(scenarios, path, message):
    with pytest.raises(RequestError) as error:
        explain(scenarios["s1"], path)
    assert str(error.value) == message


def test_two_scenarios_side_by_side(scenarios):
    answer = difference(scenarios["s1"], scenarios["s2"])
    assert answer.header == ("parameter", "s1", "set in", "s2", "set in")
    right, root = "scenarios/templates/right.yml:5", "scenarios/templates/root.yml"
    assert answer.rows == [
        ("census.columns.hire_date", "Date Hired", "scenarios/s1.yml:7", "", ""),
        (
            "plan.match.tiers",
            "[{up_to: 0.04, rate: 1.0}, {up_to: 0.06, rate: 0.25}]",
            right,
            "[{up_to: 0.04, rate: 1.0}]",
            f"{root}:3",
        ),
        ("plan.match.maximum", "null", "scenarios/s1.yml:10", "{2026: 500}", "scenarios/s2.yml:5"),
        (
            "plan.core.rate",
            "{2026: 0.02, 2028: 0.03}",
            "scenarios/templates/left.yml:4",
            "0.01",
            f"{root}:4",
        ),
    ]
    assert answer.records[0]["b"] is None
    assert answer.records[2] == {
        "path": "plan.match.maximum",
        "a": {"value": None, "file": "scenarios/s1.yml", "line": 10, "marker": "$delete"},
        "b": {"value": {2026: 500}, "file": "scenarios/s2.yml", "line": 5, "marker": None},
    }


def test_a_scenario_does_not_differ_from_itself(scenarios):
    assert difference(scenarios["s1"], scenarios["s1"]).rows == []


def test_the_resolved_file_says_where_each_value_comes_from(scenarios):
    lines = [line.strip() for line in as_file(scenarios["s1"]).splitlines()]
    assert "seed: 42  # default" in lines
    assert "years: 5  # s1.yml:5, overrode 5 (default)" in lines
    assert (
        "maximum: null  # s1.yml:10 $delete, overrode null (default), 2000 (templates/root.yml:3)"
    ) in lines
    assert "hire_date: Date Hired  # s1.yml:7" in lines
    [tiers] = [line for line in lines if line.startswith("tiers:")]
    assert tiers == (
        "tiers:  # templates/right.yml:5 $patch, overrode [{up_to: 0.06, rate: 0.5}] (default), "
        "[{up_to: 0.04, rate: 1.0}] (templates/root.yml:3), [{up_to: 0.04, rate: 1.0}, "
        "{up_to: 0.06, rate: 0.5}] (templates/left.yml:6 $append)"
    )


def _read_back(scenario, folder):
    """What the resolved file of a scenario means by itself, in a folder without templates."""
    folder.mkdir()
    content = as_file(scenario)
    if scenario.baseline_id:
        content = content.replace(f"\nbaseline: {scenario.baseline_id}\n", "\n")
    (folder / f"{scenario.scenario_id}.yml").write_text(content, "utf-8")
    resolution = resolve_scenarios(folder)
    assert resolution.problems == []
    return resolution.scenarios[scenario.scenario_id]


@pytest.mark.parametrize("name", ["s1", "s2"])
def test_the_resolved_file_means_the_same(scenarios, name, tmp_path):
    again = _read_back(scenarios[name], tmp_path / "resolved")
    assert again.parameters == scenarios[name].parameters


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / "scenarios").glob("*.yml")))
def test_the_resolved_files_of_the_shipped_scenarios_mean_the_same(name, tmp_path):
    scenario = resolve_scenarios(ROOT / "scenarios").scenarios[name]
    assert _read_back(scenario, tmp_path / "resolved").parameters == scenario.parameters


@pytest.mark.parametrize(
    "text",
    ["plain", "a # b", "two\nlines", "- dash", "'quotes\"", "x" * 300, "  blanks ", "é → ü", "1e3"],
)
def test_text_of_any_form_survives_in_the_resolved_file(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/s1.yml").write_text("label: One\n")
    overrides = {"census.path": text, "census.columns": {"hire_date": text}}
    scenario = resolve_scenarios(Path("scenarios"), overrides=overrides).scenarios["s1"]
    again = _read_back(scenario, tmp_path / "resolved")
    assert again.parameters == scenario.parameters
    assert "# command line, overrode sample (default)" in as_file(scenario)


def test_shipped_templates_are_named_as_such(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/s1.yml").write_text("label: One\nextends: standard_match\n")
    lines = as_file(resolve_scenarios(Path("scenarios")).scenarios["s1"]).splitlines()
    entries = [line.strip() for line in lines if line.strip().startswith("entry:")]
    assert entries[0].startswith("entry: monthly  # shipped templates/standard_match.yml:")
    assert str(project.shipped_scenarios()) not in "\n".join(lines)
