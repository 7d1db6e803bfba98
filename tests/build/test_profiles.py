"""What a picked profile does to the results: the published figures come out again."""

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
    "stays": "escalation_vanguard_2021",
}
# Two standard deviations of a share of a thousand people, and a little more.
TOLERANCE = 0.04


@pytest.fixture(scope="module")
def picked(tmp_path_factory: pytest.TempPathFactory) -> Built:
    scenarios = {
        name: SCENARIO.format(label=name, profiles=profiles) for name, profiles in PICKED.items()
    }
    built = run(write(tmp_path_factory.mktemp("picked"), scenarios), "--no-detail-exports")
    assert built.exit_code == 0, built.stderr
    return built


def share_still_rising(built: Built, scenario_id: str, last_year: int) -> float:
    """Of those still employed whose first increase was due in 2026, the share that never left."""
    [(people, share)] = built.query(f"""
        with due as (
            select employee_id, max(case when event_type = 'opt_out' then 1 else 0 end) as left_it
            from fct_yearly_events
            where
                scenario_id = '{scenario_id}' and reason = 'increase'
                and year(event_date) <= {last_year}
            group by 1
            having min(year(event_date)) = 2026
        )
        select count(*), 1 - avg(left_it)
        from due
        inner join fct_workforce_snapshot as snapshot using (employee_id)
        where snapshot.scenario_id = '{scenario_id}' and snapshot.plan_year = {last_year}
    """)
    assert people > 1000
    return share


def test_43_of_100_are_raised_on_the_first_date(picked: Built) -> None:
    assert share_still_rising(picked, "first_date", 2026) == pytest.approx(0.43, abs=TOLERANCE)


def test_two_thirds_are_still_raised_after_three_years(picked: Built) -> None:
    assert share_still_rising(picked, "stays", 2028) == pytest.approx(2 / 3, abs=TOLERANCE)


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
