"""The schemas with which editors check files: they take what the runner takes, and no mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from runner.cli import main
from runner.scenarios.files import read
from runner.scenarios.nodes import plain
from runner.scenarios.resolve import resolve_scenarios
from runner.scenarios.schema import FILES, as_text, schema

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "scenarios"
COMPANY = ROOT / "tests" / "simulation" / "company" / "scenarios"
FOLDERS = {"scenario": "", "template": "templates", "profile": "profiles"}
SHIPPED_FILES = [
    (kind, path)
    for kind, folder in FOLDERS.items()
    for base in (SHIPPED, COMPANY)
    for path in sorted((base / folder).glob("*.yml"))
]


@pytest.fixture(scope="module")
def validators():
    schemas = {kind: schema(kind) for kind in FILES}
    resources = [
        (f"{kind}.schema.json", Resource.from_contents(each)) for kind, each in schemas.items()
    ]
    registry = Registry().with_resources(resources)
    return {kind: Draft202012Validator(each, registry=registry) for kind, each in schemas.items()}


def as_editors_see(value):
    """Years are keys and therefore text in JSON."""
    if isinstance(value, dict):
        return {str(key): as_editors_see(child) for key, child in value.items()}
    return [as_editors_see(child) for child in value] if isinstance(value, list) else value


def paths_of_errors(validator, text):
    content = as_editors_see(yaml.safe_load(text))
    return {".".join(map(str, error.absolute_path)) for error in validator.iter_errors(content)}


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_is_a_valid_one_and_the_checked_in_file_is_current(kind):
    Draft202012Validator.check_schema(schema(kind))
    kept = (SHIPPED / f"{kind}.schema.json").read_text("utf-8")
    assert kept == as_text(kind), "run: make docs"


@pytest.mark.parametrize("kind", FILES)
def test_the_command_prints_the_schema(kind):
    result = CliRunner().invoke(main, ["schema", "--kind", kind])
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == schema(kind)


def test_every_kind_of_file_is_tried():
    assert {kind for kind, _ in SHIPPED_FILES} == set(FILES)


@pytest.mark.parametrize(("kind", "path"), SHIPPED_FILES, ids=lambda value: str(value)[-40:])
def test_shipped_files_and_fixtures_pass(kind, path, validators):
    content = as_editors_see(plain(read(path).root))
    assert [error.message for error in validators[kind].iter_errors(content)] == []


@pytest.mark.parametrize(("kind", "path"), SHIPPED_FILES, ids=lambda value: str(value)[-40:])
def test_shipped_files_begin_with_their_question_and_then_name_the_schema(kind, path):
    if COMPANY in path.parents:
        return
    first, second, *_ = path.read_text("utf-8").splitlines()
    assert first.startswith("# ") and "$schema" not in first
    name = second.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / name).resolve() == SHIPPED / f"{kind}.schema.json"


MISTAKES = [
    ("unknown key at the top", "label: A\nlable: B\n", ""),
    ("no label", "kind: base\n", ""),
    ("label on two lines", 'label: "A\\nB"\n', "label"),
    ("kind that is none", "label: A\nkind: bse\n", "kind"),
    ("tag with a blank", "label: A\ntags: [a b]\n", "tags.0"),
    ("template that cannot be one", "label: A\nextends: [../x]\n", "extends.0"),
    ("label too long", f"label: {'A' * 101}\n", "label"),
    ("marker above all", "label: A\nparameters: {$replace: {plan: {}}}\n", "parameters"),
    ("unknown section", "label: A\nparameters: {plam: {}}\n", "parameters"),
    (
        "unknown parameter",
        "label: A\nparameters: {simulation: {yers: 3}}\n",
        "parameters.simulation",
    ),
    (
        "rate of 7",
        "label: A\nparameters: {plan: {core: {rate: 7}}}\n",
        "parameters.plan.core.rate",
    ),
    (
        "rate of 7 in a year",
        "label: A\nparameters: {plan: {core: {rate: {2026: 0.1, 2028: 7}}}}\n",
        "parameters.plan.core.rate.2028",
    ),
    (
        "a year that is none",
        "label: A\nparameters: {plan: {core: {rate: {2018: 0.1}}}}\n",
        "parameters.plan.core.rate",
    ),
    (
        "by year where it may not be",
        "label: A\nparameters: {workforce: {promotion: {raise: {2026: 0.1}}}}\n",
        "parameters.workforce.promotion.raise",
    ),
    (
        "wrong choice",
        "label: A\nparameters: {plan: {eligibility: {entry: weekly}}}\n",
        "parameters.plan.eligibility.entry",
    ),
    (
        "text for a number",
        "label: A\nparameters: {simulation: {years: five}}\n",
        "parameters.simulation.years",
    ),
    (
        "a fraction of years",
        "label: A\nparameters: {simulation: {years: 2.5}}\n",
        "parameters.simulation.years",
    ),
    (
        "negative amount",
        "label: A\nparameters: {plan: {match: {maximum: -1}}}\n",
        "parameters.plan.match.maximum",
    ),
    (
        "unknown key in an entry",
        "label: A\nparameters: {plan: {match: {tiers: [{up_to: 0.06, rat: 1}]}}}\n",
        "parameters.plan.match.tiers.0",
    ),
    (
        "pay band between thousands",
        "label: A\nparameters:\n  behavior: {later_enrollment: {by_pay: [{from: 5, value: 0}]}}\n",
        "parameters.behavior.later_enrollment.by_pay.0.from",
    ),
    (
        "day that is none",
        "label: A\nparameters: {workforce: {raises: {effective: '13-01'}}}\n",
        "parameters.workforce.raises.effective",
    ),
    (
        "census column that is none",
        "label: A\nparameters: {census: {columns: {hired: Date}}}\n",
        "parameters.census.columns",
    ),
    (
        "marker that is none",
        "label: A\nparameters: {plan: {match: {tiers: {$add: []}}}}\n",
        "parameters.plan.match.tiers",
    ),
    (
        "marker that is not alone",
        "label: A\nparameters: {plan: {match: {tiers: {$append: [], $delete: true}}}}\n",
        "parameters.plan.match.tiers",
    ),
    (
        "marker beside parameters",
        "label: A\nparameters: {plan: {match: {$replace: {}, maximum: 3}}}\n",
        "parameters.plan.match",
    ),
    (
        "marker of lists in a section",
        "label: A\nparameters: {plan: {match: {$append: []}}}\n",
        "parameters.plan.match",
    ),
    (
        "marker of lists for a number",
        "label: A\nparameters: {simulation: {years: {$append: [1]}}}\n",
        "parameters.simulation.years",
    ),
    (
        "marker in a year",
        "label: A\nparameters: {plan: {core: {rate: {2026: {$delete: true}}}}}\n",
        "parameters.plan.core.rate.2026",
    ),
    (
        "deletion that is denied",
        "label: A\nparameters: {plan: {$delete: false}}\n",
        "parameters.plan.$delete",
    ),
    (
        "patch without a key",
        "label: A\nparameters: {plan: {match: {tiers: {$patch: {items: []}}}}}\n",
        "parameters.plan.match.tiers.$patch",
    ),
    (
        "patch by a key that entries lack",
        "label: A\nparameters: {plan: {match: {tiers: {$patch: {by: from, items: []}}}}}\n",
        "parameters.plan.match.tiers.$patch.by",
    ),
]


@pytest.mark.parametrize(("text", "where"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_found_at_its_place_and_nowhere_else(text, where, validators):
    assert paths_of_errors(validators["scenario"], text) == {where}


@pytest.mark.parametrize("text", [m[1] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_what_the_schema_refuses_the_runner_refuses(text, tmp_path):
    (tmp_path / "s1.yml").write_text(text)
    assert resolve_scenarios(tmp_path).problems


MARKED = """\
label: A
parameters:
  simulation: {years: {$replace: 3}}
  census: {columns: {$delete: true}}
  workforce:
    raises: {$replace: {cola: {2026: 0.01}}}
    growth_rate: {$delete: true}
  plan:
    eligibility: {entry: {$replace: annual}}
    automatic_increase: {$delete: true}
    vesting:
      core: {$replace: {schedule: cliff}}
    match:
      tiers: {$append: [{up_to: 0.08, rate: 0.25}]}
      by_service:
        $patch:
          by: from
          items:
            - {from: 0, tiers: {$prepend: [{up_to: 0.01, rate: 1.0}]}}
            - {from: 10, $delete: true}
  behavior:
    profile: {$append: [cautious]}
"""


def test_markers_may_stand_where_the_language_has_them(validators):
    assert paths_of_errors(validators["scenario"], MARKED) == set()


@pytest.mark.parametrize("names", ["cautious", "[vanguard_2024, cautious]"])
def test_one_profile_or_several_may_be_named(names, validators):
    text = f"label: A\nparameters: {{behavior: {{profile: {names}}}}}\n"
    assert paths_of_errors(validators["scenario"], text) == set()


def test_the_names_of_shipped_profiles_are_offered():
    picked = schema("scenario")["$defs"]["behavior"]["properties"]["profile"]
    shipped = sorted(path.stem for path in (SHIPPED / "profiles").glob("*.yml"))
    assert picked["examples"] == picked["items"]["examples"] == shipped


@pytest.mark.parametrize(
    ("kind", "text", "where"),
    [
        ("template", "kind: base\n", ""),
        ("template", "parameters: {simulation: {yers: 1}}\n", "parameters.simulation"),
        ("profile", "extends: [a]\n", ""),
        ("profile", "parameters: {plan: {match: {}}}\n", "parameters.plan"),
        ("profile", "parameters: {behavior: {profile: cautious}}\n", "parameters.behavior"),
        (
            "profile",
            "parameters: {behavior: {active_choice: 7}}\n",
            "parameters.behavior.active_choice",
        ),
        ("profile", "sources: {behavior.active_choice: 7}\n", "sources.behavior.active_choice"),
    ],
)
def test_templates_and_profiles_have_their_own_rules(kind, text, where, validators):
    assert paths_of_errors(validators[kind], text) == {where}


def test_hovering_shows_unit_bounds_default_and_source():
    match = schema("scenario")["$defs"]["plan.match"]["properties"]["tiers"]
    for words in (
        "each rate applies to the deferral up to its bound.",
        "Unit: tiers of pay.",
        "Allowed: a list of {up_to: 0 to 1; rate: 0 to 5}.",
        "Default: [{up_to: 0.06, rate: 0.5}].",
        "by year",
        "Source: 50 % of the first 6 %",
    ):
        assert words in match["description"]


def test_editors_are_not_led_to_write_defaults_into_files():
    assert '"default":' not in as_text("scenario")
