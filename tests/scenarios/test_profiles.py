"""Behavior profiles: beneath what files say, above the defaults, each figure with its source."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from runner import project
from runner.cli import main
from runner.parameters.catalogue import Parameters
from runner.scenarios.nodes import Override
from runner.scenarios.profile_pages import as_markdown
from runner.scenarios.profiles import read_profiles
from runner.scenarios.resolve import resolve_scenarios

ROOT = Path(__file__).parents[2]
SHIPPED = read_profiles(ROOT / "scenarios")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A function that writes files of a workspace and returns the folder of its scenarios."""
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, content in files.items():
            path = Path("scenarios", *name.split("__")).with_suffix(".yml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content))
        return Path("scenarios")

    return write


def picking(names, more=""):
    return f"label: A\nparameters:\n  behavior:\n    profile: {names}\n{more}"


def problems(directory):
    return [str(problem) for problem in resolve_scenarios(directory).problems]


HALF = "parameters:\n  behavior:\n    active_choice: 0.5\n    match_seeking: 0.5\n"


def test_a_profile_takes_the_place_of_the_defaults(folder):
    directory = folder(profiles__half=HALF, s1=picking("half"), s2="label: B\n")
    scenarios = resolve_scenarios(directory).scenarios
    picked, other = (scenarios[name].parameters.behavior for name in ("s1", "s2"))
    assert (picked.active_choice, picked.match_seeking) == (0.5, {0: 0.5})
    assert (other.active_choice, other.profile) == (0.15, [])
    assert picked.voluntary_enrollment == other.voluntary_enrollment


def test_what_a_file_says_wins_over_its_profile_wherever_it_says_it(folder):
    directory = folder(
        profiles__half=HALF,
        templates__own="parameters: {behavior: {active_choice: 0.3}}\n",
        s1="extends: own\n" + picking("half", "    match_seeking: 0.2\n"),
    )
    behavior = resolve_scenarios(directory).scenarios["s1"].parameters.behavior
    assert (behavior.active_choice, behavior.match_seeking) == (0.3, {0: 0.2})


def test_the_origin_of_a_value_is_the_line_of_the_profile(folder):
    directory = folder(profiles__half=HALF, s1=picking("half", "    match_seeking: 0.2\n"))
    origins = resolve_scenarios(directory).scenarios["s1"].origins
    file = Path("scenarios/profiles/half.yml")
    active, seeking = (origins["behavior", name] for name in ("active_choice", "match_seeking"))
    assert (active.path, active.line) == (file, 3)
    assert (seeking.path, seeking.line) == (Path("scenarios/s1.yml"), 5)
    assert Override(file, 4, 0.5) in seeking.overrode


def test_several_profiles_apply_from_left_to_right(folder):
    quarter = "parameters:\n  behavior: {active_choice: 0.25}\n"
    directory = folder(
        profiles__half=HALF,
        profiles__quarter=quarter,
        s1=picking("[half, quarter]"),
        s2=picking("[quarter, half]"),
    )
    scenarios = resolve_scenarios(directory).scenarios
    found = [scenarios[name].parameters.behavior for name in ("s1", "s2")]
    assert [each.active_choice for each in found] == [0.25, 0.5]
    assert [each.match_seeking for each in found] == [{0: 0.5}, {0: 0.5}]


def test_the_last_file_that_names_profiles_decides(folder):
    directory = folder(
        profiles__half=HALF,
        templates__own="parameters: {behavior: {profile: [no_such_profile]}}\n",
        s1="extends: own\n" + picking("[half]"),
        s2="extends: own\n" + picking("[]"),
    )
    resolution = resolve_scenarios(directory)
    assert resolution.problems == []
    assert resolution.scenarios["s1"].parameters.behavior.active_choice == 0.5
    assert resolution.scenarios["s2"].parameters.behavior.active_choice == 0.15


def test_a_profile_of_the_folder_replaces_the_shipped_one_of_its_name(folder):
    directory = folder(profiles__vanguard_2024=HALF, s1=picking("vanguard_2024"))
    behavior = resolve_scenarios(directory).scenarios["s1"].parameters.behavior
    assert behavior.active_choice == 0.5
    assert behavior.deferral_rates == Parameters().behavior.deferral_rates


def test_the_command_line_can_pick_a_profile(folder):
    directory = folder(profiles__half=HALF, s1="label: A\n")
    resolution = resolve_scenarios(directory, overrides={"behavior.profile": "half"})
    assert resolution.scenarios["s1"].parameters.behavior.active_choice == 0.5


KNOWN = ", ".join(SHIPPED)


def test_an_unknown_profile_gets_a_suggestion(folder):
    assert problems(folder(s1=picking("\n      - cautious\n      - vangard_2024"))) == [
        "scenarios/s1.yml:6: there is no behavior profile 'vangard_2024'. Did you mean "
        f"'vanguard_2024'? Profiles here: {KNOWN}. Correct the name or write "
        "scenarios/profiles/<name>.yml."
    ]


def test_a_profile_that_is_no_name_is_refused(folder):
    [problem] = problems(folder(s1=picking("{a: b}")))
    assert problem.startswith("scenarios/s1.yml:4: ")


MISTAKES = [
    (
        "a provision of the plan",
        "parameters:\n  plan:\n    match: {maximum: 3}\n",
        "3: plan.match.maximum cannot be set in a behavior profile. A profile says what people "
        "do: behavior, and the opt-out rates of the plan. Move the line to a template or scenario.",
    ),
    (
        "another profile",
        "parameters:\n  behavior: {profile: cautious}\n",
        "2: behavior.profile cannot be set in a behavior profile. A profile says what people do: "
        "behavior, and the opt-out rates of the plan. Move the line to a template or scenario.",
    ),
    (
        "unknown parameter",
        "parameters:\n  behavior: {activ_choice: 0.5}\n",
        "2: unknown parameter 'behavior.activ_choice'. Did you mean 'behavior.active_choice'? "
        "Allowed here: profile, voluntary_enrollment, deferral_rates, active_choice, at_match_top, "
        "at_limit, later_enrollment, rate_changes, match_change_reaction, match_seeking.",
    ),
    (
        "rate in percent",
        "parameters:\n  behavior: {active_choice: 15}\n",
        "2: behavior.active_choice is 15, above the highest allowed value 1. Rates are shares of "
        "those enrolled automatically: write 0.15 for 15 %.",
    ),
    (
        "unknown line at the top",
        "extends: base_config\n",
        "1: unknown key 'extends'. Allowed here: label, description, sources, parameters.",
    ),
    (
        "a source that controls the terminal",
        'sources: {behavior.active_choice: "\\e[31mred"}\nparameters: {behavior: '
        "{active_choice: 0.5}}\n",
        "1: the source of behavior.active_choice contains a control character. Text is expected. "
        "Remove it.",
    ),
    (
        "sources that are none",
        "sources: Own plan\n",
        "1: sources is 'Own plan'. A section of parameters and their sources is expected. Write "
        "e.g. 'behavior.active_choice: Own plan, 2025' beneath it.",
    ),
    (
        "a source that is a number",
        "sources: {behavior.active_choice: 2025}\nparameters: {behavior: {active_choice: 0.5}}\n",
        "1: the source of behavior.active_choice is 2025. Text is expected. Put it in quotes.",
    ),
]


@pytest.mark.parametrize(
    ("text", "message"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_in_a_profile_is_told_at_its_line(text, message, folder):
    assert problems(folder(profiles__own=text, s1=picking("own"))) == [
        f"scenarios/profiles/own.yml:{message}"
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_is_valid_and_each_of_its_figures_has_a_source(name):
    profile = SHIPPED[name]
    assert profile.problems == ()
    assert profile.description.endswith(".")
    assert profile.figures
    for figure in profile.figures:
        is_assumed = figure.source.startswith("An assumption without a published source")
        assert is_assumed or "https://" in figure.source or figure.path.endswith("by_tenure")


def mean(choices):
    return sum(c["rate"] * c["weight"] for c in choices) / sum(c["weight"] for c in choices)


def figure(profile, path):
    return next(each.value for each in SHIPPED[profile].figures if each.path == path)


def test_chosen_rates_average_what_is_published():
    """Voluntary plans of 2012; not highly compensated, PSCA 2007; by age, Vanguard 2024.

    Of the last, those who reach the limit make up the difference to 5.5, 6.8, 7.3, 7.9, 9.3 and
    10.1 %: tests/evidence has both.
    """
    by_age = figure("vanguard_2024", "behavior.deferral_rates")
    assert [band["from"] for band in by_age] == [0, 25, 35, 45, 55, 65]
    means = [mean(band["choices"]) for band in by_age]
    assert means == pytest.approx([0.0424, 0.0525, 0.0594, 0.0619, 0.0737, 0.0856])
    for name, published in (("voluntary_plan", 0.073), ("cautious", 0.056)):
        [band] = figure(name, "behavior.deferral_rates")
        assert mean(band["choices"]) == pytest.approx(published)


def test_two_thirds_stay_in_the_increase_for_three_years():
    leaving = figure("escalation_vanguard_2021", "plan.automatic_increase.opt_out_rate")
    assert (1 - leaving) ** 3 == pytest.approx(2 / 3, abs=1e-5)


def test_the_share_that_is_raised_on_the_first_date_is_what_is_published():
    path = "plan.automatic_increase.first_opt_out_rate"
    shares = [round(1 - figure(name, path), 9) for name in ("escalation_hbs_2024", "cautious")]
    assert shares == [0.43, 0.37]


@pytest.mark.parametrize("template", ["base_config", "standard_match", "demographics_profiles"])
@pytest.mark.parametrize("name", SHIPPED)
def test_no_shipped_template_overrules_a_profile(template, name, folder):
    scenario = f"extends: {template}\n" + picking(name)
    resolution = resolve_scenarios(folder(s1=scenario))
    origins = resolution.scenarios["s1"].origins
    for each in SHIPPED[name].figures:
        assert origins[tuple(each.path.split("."))].path.parent.name == "profiles", each.path


def run(*arguments):
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "80"})
    return result.exit_code, result.stdout, result.stderr


def test_profiles_are_listed_with_their_files(folder):
    folder(profiles__own="label: Our own\n" + HALF)
    code, stdout, stderr = run("profiles")
    names = [line.split()[0] for line in stdout.splitlines()]
    assert (code, stderr) == (0, "")
    assert names == ["name", *sorted([*SHIPPED, "own"])]
    assert "Our own" in stdout
    assert "scenarios/profiles/own.yml" in stdout


def test_a_profile_is_shown_with_defaults_lines_and_sources(folder):
    folder(
        profiles__own=(
            "label: Our own\ndescription: As we are.\n"
            "sources: {behavior.active_choice: 'Payroll, 2025'}\n" + HALF
        )
    )
    assert run("profiles", "own") == (
        0,
        "Our own. As we are.\n\n"
        "behavior.active_choice\n"
        "  value    0.5\n"
        "  default  0.15\n"
        "  file     scenarios/profiles/own.yml:6\n"
        "  source   Payroll, 2025\n\n"
        "behavior.match_seeking\n"
        "  value    0.5\n"
        "  default  0.08\n"
        "  file     scenarios/profiles/own.yml:7\n",
        "",
    )


def test_profiles_are_printed_for_programs(folder):
    code, stdout, _ = run("profiles", "cautious", "--format", "json")
    [profile] = json.loads(stdout)
    assert (code, profile["name"]) == (0, "cautious")
    assert {"path", "value", "line", "source"} == set(profile["figures"][0])


def test_an_unknown_profile_cannot_be_shown(folder):
    assert run("profiles", "cautios") == (
        2,
        "",
        "runner: error: there is no behavior profile 'cautios'. Did you mean 'cautious'? Profiles "
        f"here: {KNOWN}.\n",
    )


def test_a_broken_profile_is_reported_instead_of_shown(folder):
    folder(profiles__own="sources: {behavior.x: Payroll}\n" + HALF)
    assert run("profiles", "own") == (
        2,
        "",
        "runner: error: scenarios/profiles/own.yml: sources names 'behavior.x', which the profile "
        "does not set. Set here: behavior.active_choice, behavior.match_seeking. Correct or "
        "remove the line.\n",
    )


def test_the_page_is_current(monkeypatch):
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "profiles.md").read_text("utf-8")
    assert page == as_markdown(SHIPPED.values()), "run: make docs"
    assert project.shipped_scenarios() == ROOT / "scenarios"
