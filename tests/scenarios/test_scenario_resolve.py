"""From a folder of files to resolved scenarios, and every problem of every file."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from runner import project
from runner.errors import RequestError
from runner.parameters.catalogue import Parameters
from runner.scenarios import workspace
from runner.scenarios.files import read
from runner.scenarios.nodes import DEFAULT, Override
from runner.scenarios.resolve import COMMAND_LINE, resolve_scenarios, select

ID_RULE = "Allowed are lower-case letters, digits and _, at most 63 of them, the first not being _."
SCENARIO = "Allowed here: label, description, kind, tags, extends, baseline, parameters."
WORD = "A word without blanks, commas, brackets, * and ? is expected."
INHERITED = "Only parameters are inherited, and markers change what is. Write the value itself."
NAME = "Write the name of a file in templates/ without its folder and ending."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A function that writes files and returns the folder of the scenarios.

    Its second argument replaces the shipped templates, so that the tests do not lean on them.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project, "shipped_scenarios", lambda: Path("shipped"))

    def write(**files):
        for name, content in files.items():
            path = Path("scenarios", *name.split("__")).with_suffix(".yml")
            if name.startswith("shipped__"):
                path = Path(*name.split("__")).with_suffix(".yml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content))
        return Path("scenarios")

    return write


def _problems(resolution):
    return [str(problem) for problem in resolution.problems]


def test_a_scenario_is_its_templates_and_then_itself(folder):
    resolution = resolve_scenarios(
        folder(
            templates__base="parameters:\n  simulation: {years: 3, seed: 1}\n",
            templates__longer="extends: base\nparameters:\n  simulation:\n    years: 7\n",
            s1="""\
                label: One
                description: |
                  What if?
                kind: aggressive
                tags: [aip, match]
                extends: [longer]
                parameters:
                  simulation: {seed: 5}
                """,
        )
    )
    scenario = resolution.scenarios["s1"]
    assert (resolution.problems, resolution.invalid) == ([], {})
    assert scenario.scenario_id == "s1"
    assert scenario.path == Path("scenarios/s1.yml")
    assert scenario.label == "One"
    assert scenario.description == "What if?"
    assert scenario.kind == "aggressive"
    assert scenario.tags == ("aip", "match")
    assert scenario.baseline_id is None
    assert scenario.values == {"simulation": {"years": 7, "seed": 5}}
    assert (scenario.parameters.simulation.years, scenario.parameters.simulation.seed) == (7, 5)
    years = scenario.origins["simulation", "years"]
    assert (years.path, years.line) == (Path("scenarios/templates/longer.yml"), 4)
    assert years.overrode == (
        Override(DEFAULT, 0, 5),
        Override(Path("scenarios/templates/base.yml"), 2, 3),
    )


def test_a_scenario_may_say_nothing_but_its_label(folder):
    scenario = resolve_scenarios(folder(s1="label: One\n")).scenarios["s1"]
    assert (scenario.kind, scenario.tags, scenario.description) == ("custom", (), "")
    assert scenario.values == {}
    assert scenario.parameters.simulation.years == 5


def test_empty_lines_count_as_left_out(folder):
    content = "label: One\ndescription:\nkind:\ntags:\nextends:\nbaseline:\nparameters:\n"
    assert resolve_scenarios(folder(s1=content)).problems == []


def test_templates_of_the_folder_come_before_the_shipped_ones(folder):
    resolution = resolve_scenarios(
        folder(
            shipped__templates__a="parameters:\n  simulation: {years: 1}\n",
            shipped__templates__b="parameters:\n  simulation: {seed: 1}\n",
            templates__a="parameters:\n  simulation: {years: 2}\n",
            s1="label: One\nextends: [a, b]\n",
        )
    )
    scenario = resolution.scenarios["s1"]
    assert scenario.values == {"simulation": {"years": 2, "seed": 1}}
    assert scenario.origins["simulation", "seed"].path == Path("shipped/templates/b.yml")


def test_a_template_and_a_scenario_may_have_the_same_name(folder):
    resolution = resolve_scenarios(
        folder(
            templates__s1="parameters:\n  simulation: {years: 2}\n",
            s1="label: One\nextends: s1\n",
        )
    )
    assert resolution.scenarios["s1"].parameters.simulation.years == 2


def test_other_files_are_no_scenarios(folder):
    directory = folder(s1="label: One\n", experiments__x="what: ever\n", templates__t="x: 1\n")
    for name in ("notes.txt", ".hidden.yml", ".#s1.yml"):
        (directory / name).write_text("x")
    (directory / "s2.yaml").write_text("label: Two\n")
    (directory / "s3.YML").write_text("label: Three\n")
    resolution = resolve_scenarios(directory)
    assert (list(resolution.scenarios), resolution.problems) == (["s1", "s2", "s3"], [])


def test_each_file_is_read_once(folder, monkeypatch):
    paths = []

    def counting(path):
        paths.append(path.name)
        return read(path)

    monkeypatch.setattr(workspace, "read", counting)
    extending = {name: "label: L\nextends: [a, b]\n" for name in ("s1", "s2")}
    resolve_scenarios(folder(templates__a="extends: b\n", templates__b="label: B\n", **extending))
    assert sorted(paths) == ["a.yml", "b.yml", "s1.yml", "s2.yml"]


HEADERS = [
    (
        "no label",
        "kind: base\n",
        ": there is no label. A scenario needs one: it is its name in tables and reports. "
        "Write e.g. 'label: Richer match'.",
    ),
    (
        "label no text",
        "label: 2026\n",
        ":1: label is 2026. Text on one line is expected. Put it in quotes.",
    ),
    (
        "label a list",
        "label: [a]\n",
        ":1: label is a list. Text on one line is expected. Write text instead.",
    ),
    (
        "label blank",
        "label: ' '\n",
        ":1: label is blank. Text on one line is expected. Write some.",
    ),
    (
        "label of two lines",
        "label: |\n  a\n  b\n",
        ":1: label contains a line break or control character. Text on one line is expected. "
        "Remove it.",
    ),
    (
        "label that controls the terminal",
        'label: "\\e[31mred"\n',
        ":1: label contains a line break or control character. Text on one line is expected. "
        "Remove it.",
    ),
    (
        "label that turns the direction of writing",
        'label: "a\\u202eb"\n',
        ":1: label contains a line break or control character. Text on one line is expected. "
        "Remove it.",
    ),
    (
        "label too long",
        f"label: {'x' * 101}\n",
        ":1: label has 101 characters. Text on one line of at most 100 characters is expected. "
        "Shorten it.",
    ),
    (
        "description too long",
        f"label: a\ndescription: {'x' * 2_001}\n",
        ":2: description has 2,001 characters. Text of at most 2,000 characters is expected. "
        "Shorten it.",
    ),
    (
        "description no text",
        "label: a\ndescription: 5\n",
        ":2: description is 5. Text is expected. Put it in quotes.",
    ),
    (
        "description that controls the terminal",
        'label: a\ndescription: "\\a"\n',
        ":2: description contains a line break or control character. Text is expected. Remove it.",
    ),
    (
        "unknown kind",
        "label: a\nkind: agressive\n",
        ":2: kind is 'agressive'. Did you mean 'aggressive'? Allowed here: base, risk_off, "
        "aggressive, geo_focus, custom.",
    ),
    (
        "kind no text",
        "label: a\nkind: [base]\n",
        ":2: kind is a list. Allowed here: base, risk_off, aggressive, geo_focus, custom.",
    ),
    (
        "tags no list",
        "label: a\ntags: aip\n",
        ":2: tags is 'aip'. A list of words is expected. Write e.g. 'tags: [aip]'.",
    ),
    (
        "tag a number",
        "label: a\ntags:\n- aip\n- 2026\n",
        f":4: a tag is 2026. {WORD} Put it in quotes.",
    ),
    (
        "tag that controls the terminal",
        'label: a\ntags: ["\\e"]\n',
        f":2: a tag is '\\x1b'. {WORD} Rename it.",
    ),
    ("tag of two words", "label: a\ntags: [a b]\n", f":2: a tag is 'a b'. {WORD} Rename it."),
    (
        "unknown key",
        "labell: b\nlabel: a\n",
        f":1: unknown key 'labell'. Did you mean 'label'? {SCENARIO}",
    ),
    (
        "a misspelt label",
        "lable: a\n",
        f":1: unknown key 'lable'. Did you mean 'label'? {SCENARIO}",
    ),
    (
        "a marker one level too high",
        "label: a\nplan: {$replace: {}}\n",
        f":2: unknown key 'plan'. Did you mean 'parameters.plan'? {SCENARIO}",
    ),
    (
        "a marker beside the parameters",
        "label: a\n$replace: {}\n",
        ":2: the marker '$replace' stands outside of parameters. Markers stand in place of a "
        "parameter or a section of them. Move it there.",
    ),
    (
        "a marker in place of the templates",
        "label: a\nextends: {$append: [base]}\n",
        f":2: extends has the marker '$append'. {INHERITED}",
    ),
    (
        "a marker in place of the label",
        "label: {$delete: true}\n",
        f":1: label has the marker '$delete'. {INHERITED}",
    ),
    (
        "parameters one level too high",
        "label: a\nsimulaton: {years: 3}\n",
        f":2: unknown key 'simulaton'. Did you mean 'parameters.simulation'? {SCENARIO}",
    ),
    ("a year as key", "label: a\n2026: b\n", f":2: unknown key 2026. {SCENARIO}"),
    (
        "parameters no section",
        "label: a\nparameters: [a]\n",
        ":2: parameters is a list. A section is expected. Write 'plan:' and other sections beneath "
        "it.",
    ),
    (
        "parameters by year",
        "label: a\nparameters: {2026: 1}\n",
        ":2: parameters has years for names. A section is expected. Write 'plan:' and other "
        "sections beneath it.",
    ),
    (
        "a path as template",
        "label: a\nextends: [../secret]\n",
        f":2: extends names '../secret', which is not a name of a template. {ID_RULE} {NAME}",
    ),
    (
        "a file as template",
        "label: a\nextends:\n- t.yml\n",
        f":3: extends names 't.yml', which is not a name of a template. {ID_RULE} {NAME}",
    ),
    (
        "a number as template",
        "label: a\nextends: 5\n",
        f":2: extends names 5, which is not a name of a template. {ID_RULE} {NAME}",
    ),
    (
        "an unknown template",
        "label: a\nextends: [bsae]\n",
        ":2: there is no template 'bsae'. Did you mean 'base'? Templates here: base. Correct "
        "the name or write scenarios/templates/bsae.yml.",
    ),
    (
        "baseline no text",
        "label: a\nbaseline: 5\n",
        ":2: baseline is 5. The id of a scenario is expected. Put it in quotes.",
    ),
    (
        "an unknown baseline",
        "label: a\nbaseline: othr\n",
        ":2: the baseline 'othr' is not a scenario. Did you mean 'other'? Scenarios here: other.",
    ),
    (
        "itself as baseline",
        "label: a\nbaseline: s1\n",
        ":2: the baseline 's1' is the scenario itself. A scenario is compared with another "
        "one: other. Name one of them or remove the line.",
    ),
]


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS]
)
def test_a_wrong_header_has_one_problem(folder, content, expected):
    directory = folder(s1=content, other="label: Other\n", templates__base="label: t\n")
    resolution = resolve_scenarios(directory)
    assert _problems(resolution) == [f"scenarios/s1.yml{expected}"]
    assert list(resolution.scenarios) == ["other"]
    assert resolution.invalid == {"s1": resolution.problems}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Upper", f"'Upper' cannot be an id. {ID_RULE} Rename the file."),
        ("_x", f"'_x' cannot be an id. {ID_RULE} Rename the file."),
        ("a-b", f"'a-b' cannot be an id. {ID_RULE} Rename the file."),
        ("a" * 64, f"'{'a' * 57}...' cannot be an id. {ID_RULE} Rename the file."),
        ("all", "'all' cannot be an id: it stands for all scenarios. Rename the file."),
    ],
)
def test_a_file_whose_name_is_no_id(folder, name, message):
    resolution = resolve_scenarios(folder(**{name: "label: One\n"}))
    assert _problems(resolution) == [f"scenarios/{name}.yml: {message}"]
    assert list(resolution.invalid) == [name]


def test_the_longest_id_is_valid(folder):
    assert resolve_scenarios(folder(**{"a" * 63: "label: One\n"})).problems == []


def test_two_files_cannot_share_an_id(folder):
    directory = folder(s1="label: One\n")
    (directory / "s1.yaml").write_text("label: One\n")
    assert _problems(resolve_scenarios(directory)) == [
        "scenarios/s1.yml: s1.yaml has the same name but for its ending. A name belongs to one "
        "file. Rename or remove one of the two."
    ]


def test_a_template_has_no_lines_of_a_scenario(folder):
    resolution = resolve_scenarios(
        folder(templates__t="label: T\nkind: base\ntags: [a]\n", s1="label: One\nextends: t\n")
    )
    allowed = "Allowed here: label, description, extends, parameters."
    assert _problems(resolution) == [
        f"scenarios/templates/t.yml:2: unknown key 'kind'. {allowed}",
        f"scenarios/templates/t.yml:3: unknown key 'tags'. {allowed}",
    ]


def test_a_circle_of_templates_is_told_once_with_its_path(folder):
    resolution = resolve_scenarios(
        folder(
            templates__a="label: A\nextends: [b]\n",
            templates__b="extends: a\n",
            s1="label: One\nextends: a\n",
            s2="label: Two\nextends: b\n",
        )
    )
    assert _problems(resolution) == [
        "scenarios/templates/a.yml:2: templates extend each other in a circle: a -> b -> a. A "
        "template cannot build on itself. Remove one of these names from 'extends'."
    ]
    assert list(resolution.invalid) == ["s1", "s2"]


def test_all_problems_of_all_files_are_reported_once_and_in_order(folder):
    resolution = resolve_scenarios(
        folder(
            templates__t="extends: gone\nparameters:\n  simulation: {years: 99}\n",
            templates__unreadable="parameters: [\n",
            good="label: Good\n",
            s1="""\
                label: One
                kind: x
                extends: [t, unreadable]
                parameters:
                  simulation: {seed: x}
                """,
            s2="label: Two\nextends: t\nlabel: Zwei\nparameters:\n  simulation: {sed: 1}\n",
        )
    )
    assert [(str(p.path), p.line, p.message.split(".")[0]) for p in resolution.problems] == [
        ("scenarios/s1.yml", 2, "kind is 'x'"),
        ("scenarios/s1.yml", 5, "simulation"),
        ("scenarios/s2.yml", 3, "'label' is written twice, first in line 1"),
        ("scenarios/s2.yml", 5, "unknown parameter 'simulation"),
        ("scenarios/templates/t.yml", 1, "there is no template 'gone'"),
        ("scenarios/templates/t.yml", 3, "simulation"),
        (
            "scenarios/templates/unreadable.yml",
            2,
            "this line is not YAML: expected the node content, but found '<stream end>'",
        ),
    ]
    assert all(problems == sorted(problems) for problems in resolution.invalid.values())
    assert {name: len(problems) for name, problems in resolution.invalid.items()} == {
        "s1": 5,
        "s2": 4,
    }
    assert list(resolution.scenarios) == ["good"]


def test_a_change_of_kind_is_told_at_the_later_file(folder):
    resolution = resolve_scenarios(
        folder(
            templates__t="parameters:\n  plan:\n    match: {tiers: []}\n",
            s1="label: One\nextends: t\nparameters:\n  plan:\n    match: []\n",
        )
    )
    assert _problems(resolution) == [
        "scenarios/s1.yml:5: plan.match is a list here, but a section in "
        "scenarios/templates/t.yml:3. A file can only replace a value by one of the same kind, "
        "or with $replace. Write a section, '$replace: ...', or correct the other file."
    ]


def test_a_line_that_is_wrong_by_itself_is_not_reported_again_for_its_value(folder):
    resolution = resolve_scenarios(
        folder(s1="label: One\nparameters:\n  simulation:\n    years: 9999999999999999999\n")
    )
    assert len(resolution.problems) == 1


CAP = "The cap must not be below the default rate. Raise the cap or lower the default rate."
RULES = """\
parameters:
  simulation: {start_year: 2026}
  census: {as_of: 2026-01-01}
  workforce:
    growth_rate: {2027: 0.01}
    raises: {cola: {2028: 0.01}}
    hiring: {pay_low: 3, pay_high: 2.5}
  plan:
    automatic_enrollment: {enabled: true, default_rate: 0.12}
    automatic_increase: {enabled: true}
    catch_up: false
"""


def _first_sentences(directory):
    return [each.partition(". ")[0] for each in _problems(resolve_scenarios(directory))]


def test_all_rules_about_several_parameters_are_told_at_once(folder):
    content = f"label: One\n{RULES}"
    assert _first_sentences(folder(s1=content)) == [
        "scenarios/s1.yml:6: workforce.growth_rate has no value before 2027, but the simulation "
        "starts in 2026",
        "scenarios/s1.yml:7: workforce.raises.cola has no value before 2028, but the simulation "
        "starts in 2026",
    ]
    content = content.replace("2027: 0.01", "2026: 0.01").replace("2028: 0.01", "2026: 0.01")
    assert _first_sentences(folder(s1=content)) == [
        "scenarios/s1.yml:4: census.as_of 2026-01-01 is not before simulation.start_year 2026",
        "scenarios/s1.yml:8: workforce.hiring.pay_high 2.5 is below pay_low 3",
        "scenarios/s1.yml:10: plan.automatic_increase.cap 0.1 is below "
        "plan.automatic_enrollment.default_rate 0.12 in 2026",
        "scenarios/s1.yml:12: plan.catch_up is false, but plan.super_catch_up is true",
    ]


def test_a_rule_broken_over_a_template_is_told_in_the_scenario_s_own_file(folder):
    resolution = resolve_scenarios(
        folder(
            templates__plan="parameters: {plan: {automatic_increase: {enabled: true, cap: 0.1}}}\n",
            s1="""\
                label: One
                extends: plan
                parameters:
                  plan:
                    automatic_enrollment:
                      enabled: true
                      default_rate: 0.12
                """,
        )
    )
    assert _problems(resolution) == [
        "scenarios/s1.yml:7: plan.automatic_increase.cap 0.1 is below "
        f"plan.automatic_enrollment.default_rate 0.12 in 2026. {CAP}"
    ]
    [problem] = resolution.problems
    assert problem.refusal.path == "plan.automatic_enrollment.default_rate"
    assert problem.refusal.attempted == 0.12


def test_a_missing_template_does_not_blame_rules_that_it_might_keep(folder):
    content = """\
        label: One
        extends: [gone]
        parameters:
          simulation: {start_year: 2026}
          workforce: {growth_rate: {2030: 0.01}}
        """
    resolution = resolve_scenarios(folder(s1=content))
    assert [problem.line for problem in resolution.problems] == [2]
    directory = folder(s1=content.replace("gone", "bad"), templates__bad="[")
    assert [problem.line for problem in resolve_scenarios(directory).problems] == [1]
    resolution = resolve_scenarios(folder(s1=content.replace("[gone]", "[]")))
    assert [problem.line for problem in resolution.problems] == [5]


@pytest.mark.parametrize("start_year", ["{$repalce: 2030}", "[2030]"])
def test_a_value_that_was_left_out_does_not_blame_rules_that_it_might_keep(folder, start_year):
    resolution = resolve_scenarios(
        folder(
            templates__t="""\
                parameters:
                  simulation: {start_year: 2026}
                  workforce: {growth_rate: {2030: 0.01}}
                """,
            s1=f"label: L\nextends: t\nparameters:\n  simulation: {{start_year: {start_year}}}\n",
        )
    )
    assert [(problem.path.stem, problem.line) for problem in resolution.problems] == [("s1", 4)]


def test_a_marker_acts_on_defaults_and_templates_of_the_folder(folder):
    scenario = resolve_scenarios(
        folder(
            templates__t="parameters:\n  census: {columns: {age: Age, hire_date: Hired}}\n",
            s1="""\
                label: One
                extends: t
                parameters:
                  census: {columns: {age: {$delete: true}}}
                  plan:
                    automatic_enrollment:
                      opt_out_rate: {$patch: {by: from, items: [{from: 25, value: 0.5}]}}
                """,
        )
    ).scenarios["s1"]
    bands = scenario.parameters.plan.automatic_enrollment.opt_out_rate
    defaults = Parameters().plan.automatic_enrollment.opt_out_rate
    expected = {band.from_: band.value for band in defaults} | {25: 0.5}
    assert {band.from_: band.value for band in bands} == expected
    assert scenario.parameters.census.columns == {"hire_date": "Hired"}
    assert set(scenario.values) == {"census", "plan"}


BASELINES = [
    pytest.param({"s1": "", "s2": ""}, None, {"s1": None, "s2": None}, id="none"),
    pytest.param(
        {"baseline": "", "s1": ""},
        None,
        {"baseline": None, "s1": "baseline"},
        id="the one called baseline",
    ),
    pytest.param(
        {"s1": "", "s2": "kind: base\n", "s3": "kind: base\n"},
        None,
        {"s1": "s2", "s2": None, "s3": "s2"},
        id="the first base",
    ),
    pytest.param(
        {"a": "kind: base\n", "baseline": "", "s1": ""},
        None,
        {"a": "baseline", "baseline": None, "s1": "baseline"},
        id="the name wins over the kind",
    ),
    pytest.param(
        {"baseline": "", "s1": "", "s2": "baseline: s1\n"},
        None,
        {"baseline": None, "s1": "baseline", "s2": "s1"},
        id="the file wins",
    ),
    pytest.param(
        {"baseline": "", "s1": "", "s2": "baseline: baseline\n"},
        "s1",
        {"baseline": "s1", "s1": None, "s2": "baseline"},
        id="the one asked for",
    ),
]


@pytest.mark.parametrize(("lines", "asked", "expected"), BASELINES)
def test_what_scenarios_are_compared_with(folder, lines, asked, expected):
    directory = folder(**{name: f"label: L\n{line}" for name, line in lines.items()})
    resolution = resolve_scenarios(directory, baseline=asked)
    found = {name: each.baseline_id for name, each in resolution.scenarios.items()}
    assert (found, resolution.problems) == (expected, [])


def test_an_unknown_baseline_asked_for_is_refused(folder):
    with pytest.raises(RequestError) as error:
        resolve_scenarios(folder(main="label: One\n"), baseline="man")
    assert str(error.value) == (
        "the baseline 'man' is not a scenario. Did you mean 'main'? Scenarios here: main."
    )


def test_a_named_baseline_with_errors_makes_those_who_name_it_invalid(folder):
    resolution = resolve_scenarios(
        folder(
            s1="label: One\nkind: x\n",
            s2="label: Two\nbaseline: s1\n",
            s3="label: Three\nbaseline: s2\n",
            s4="label: Four\n",
        )
    )
    advice = "A baseline must be valid. Correct it or name another."
    assert _problems(resolution)[1:] == [
        f"scenarios/s2.yml:2: the baseline 's1' has errors itself. {advice}",
        f"scenarios/s3.yml:2: the baseline 's2' has errors itself. {advice}",
    ]
    assert list(resolution.scenarios) == ["s4"]


def test_a_baseline_with_the_same_errors_is_not_told_again(folder):
    directory = folder(
        templates__t="parameters: {simulation: {years: 99}}\n",
        base="label: Base\nextends: t\n",
        s1="label: One\nextends: t\nbaseline: base\n",
        s2="label: Two\nbaseline: base\n",
    )
    resolution = resolve_scenarios(directory)
    assert [str(each)[:26] for each in resolution.problems] == [
        "scenarios/s2.yml:2: the ba",
        "scenarios/templates/t.yml:",
    ]
    assert list(resolution.invalid) == ["base", "s1", "s2"]
    resolution = resolve_scenarios(directory, overrides={"simulation.years": 0})
    assert [str(each)[:18] for each in resolution.problems] == ["command line: simu"]
    assert list(resolution.invalid) == ["base", "s1", "s2"]


def test_without_a_valid_default_baseline_nothing_is_compared(folder):
    resolution = resolve_scenarios(folder(baseline="label: B\nkind: x\n", s1="label: One\n"))
    assert resolution.scenarios["s1"].baseline_id is None
    assert list(resolution.invalid) == ["baseline"]


def test_overrides_win_over_all_files(folder):
    directory = folder(
        s1="label: One\nparameters:\n  simulation: {seed: 1, years: 3}\n", s2="label: Two\n"
    )
    overrides = {"simulation.seed": 9, "simulation.replicates": 20}
    resolution = resolve_scenarios(directory, overrides=overrides)
    one, two = resolution.scenarios.values()
    assert one.values == {"simulation": {"seed": 9, "years": 3, "replicates": 20}}
    assert two.values == {"simulation": {"seed": 9, "replicates": 20}}
    origin = one.origins["simulation", "seed"]
    assert (origin.path, origin.line) == (COMMAND_LINE, 0)
    assert origin.overrode == (
        Override(DEFAULT, 0, 42),
        Override(Path("scenarios/s1.yml"), 3, 1),
    )


def test_overrides_are_validated_and_reported_once(folder):
    directory = folder(s1="label: One\n", s2="label: Two\n")
    resolution = resolve_scenarios(directory, overrides={"simulation.replicates": 0})
    assert _problems(resolution) == [
        "command line: simulation.replicates is 0, below the lowest allowed value 1. Write 1 or "
        "more."
    ]
    assert list(resolution.invalid) == ["s1", "s2"]


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(RequestError) as error:
        resolve_scenarios(tmp_path / "gone")
    assert str(error.value) == (
        f"{tmp_path / 'gone'}: there is no such folder. Scenarios are files in a folder. Create "
        "it, or name another with --scenarios-dir."
    )


def test_a_folder_that_cannot_be_read_is_refused(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "iterdir", refuse)
    with pytest.raises(RequestError) as error:
        resolve_scenarios(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: the folder cannot be read: permission denied. It must be readable. Check "
        "its rights."
    )


def test_a_folder_without_scenarios_is_refused(tmp_path):
    with pytest.raises(RequestError) as error:
        resolve_scenarios(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: there is no scenario. Scenarios are files that end in .yml. Write one, or "
        "name another folder with --scenarios-dir."
    )


SELECTIONS = [
    ("all", ["aip_all", "aip_new", "bad", "match"]),
    ("match", ["match"]),
    ("match,aip_new", ["match", "aip_new"]),
    (" match , match ,", ["match"]),
    ("aip_*", ["aip_all", "aip_new"]),
    ("m?tch,aip_[an]*", ["match", "aip_all", "aip_new"]),
    ("tag:aip", ["aip_all", "aip_new", "bad"]),
    ("tag:a*,match", ["aip_all", "aip_new", "bad", "match"]),
    ("bad", ["bad"]),
    ("match,all", ["match", "aip_all", "aip_new", "bad"]),
]


@pytest.fixture
def resolution(folder):
    """Four scenarios, one of them invalid."""
    return resolve_scenarios(
        folder(
            aip_new="label: A\ntags: [aip, new]\n",
            aip_all="label: B\ntags: [aip]\n",
            match="label: C\n",
            bad="label: D\nkind: x\ntags: [aip]\n",
        )
    )


@pytest.mark.parametrize(("expression", "expected"), SELECTIONS)
def test_what_an_expression_selects(resolution, expression, expected):
    assert select(resolution, expression) == expected


HERE = "Scenarios here: aip_all, aip_new, bad, match."


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("mtach", f"there is no scenario 'mtach'. Did you mean 'match'? {HERE}"),
        ("match,x9", f"there is no scenario 'x9'. {HERE}"),
        ("x*", f"there is no scenario 'x*'. {HERE}"),
        ("tag:ap", "there is no tag 'ap'. Did you mean 'aip'? Tags here: aip, new."),
        (
            " , ",
            "no scenario is named. Allowed are all, ids, patterns such as 's1_*' and tag:NAME, "
            "separated by commas. Write e.g. --scenarios all.",
        ),
    ],
)
def test_an_expression_that_matches_nothing_is_refused(resolution, expression, message):
    with pytest.raises(RequestError) as error:
        select(resolution, expression)
    assert str(error.value) == message
