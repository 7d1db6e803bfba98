"""What a picked profile does to the results; tests/evidence has the published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.conftest import Built, run, write

SCENARIO = """\
label: {label}
parameters:
  simulation: {{years: 3}}
  census: {{sample_size: 3000}}
  plan:
    eligibility: {{service_months: 0, entry: immediate}}
    automatic_enrollment: {{enabled: true, scope: all_eligible}}
    automatic_increase: {{enabled: true, scope: all, cap: 0.5}}
  behavior: {{profile: [{profiles}], match_seeking: 0}}
"""
PICKED = {
    "baseline": "vanguard_2024",
    "cautious": "cautious",
    "first_date": "escalation_hbs_2024",
}


@pytest.fixture(scope="module")
def picked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    scenarios = {
        name: SCENARIO.format(label=name, profiles=profiles) for name, profiles in PICKED.items()
    }
    built = run(write(tmp_path_factory.mktemp("picked"), scenarios), "--no-detail-exports")
    assert built.exit_code == 0, built.stderr
    return built


def test_the_cautious_take_part_and_save_less(picked: Built) -> None:
    [low, usual] = picked.query(
        "select participation_rate, average_deferral_rate from fct_plan_years "
        "where plan_year = 2028 and scenario_id in ('cautious', 'baseline') "
        "order by scenario_id = 'baseline'"
    )
    assert low[0] < usual[0]
    assert low[1] < usual[1]


def test_a_resolved_file_says_what_the_profile_said(picked: Built) -> None:
    resolved = Path(picked.batch, "first_date", "scenario.yml").read_text()
    assert "first_opt_out_rate: 0.57" in resolved
