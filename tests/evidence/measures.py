"""What the simulation gives for a published figure, and how far chance may carry it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import duckdb

from tests.evidence.company import START
from tests.evidence.figures import AVERAGE, Figure, Result
from tests.simulation import chance

# Months are counted on the day after 31 December. An increase is due from the first event of
# one on; who opts out of it does so for good.
PEOPLE = rf"""
create or replace temp table people as
with eligible as (
    from fct_workforce_snapshot
    inner join (
        select
            scenario_id,
            replicate,
            plan_year,
            employee_id,
            employee_contributions >= deferral_limit as is_at_limit
        from fct_contributions
    ) using (scenario_id, replicate, plan_year, employee_id)
    where is_active and is_eligible
),
enrolled as (
    select distinct scenario_id, employee_id
    from fct_yearly_events
    where event_type = 'enrollment' and reason in ('automatic', 'sweep')
),
due as (
    select
        scenario_id,
        employee_id,
        min(plan_year) as first_due,
        min(plan_year) filter (event_type = 'opt_out') as left_in
    from fct_yearly_events
    inner join enrolled using (scenario_id, employee_id)
    where reason = 'increase'
    group by all
)
select
    regexp_extract(scenario_id, '^(.*)_(\d+)$', 1) as design,
    eligible.employee_id,
    eligible.plan_year,
    eligible.hire_date,
    eligible.job_level,
    eligible.annual_pay,
    eligible.deferral_rate,
    eligible.is_participant,
    eligible.is_at_limit,
    datesub('year', birth_date, greatest(hire_date, make_date(plan_year, 1, 1))) as opening_age,
    datesub('month', hire_date, make_date(plan_year + 1, 1, 1)) as months,
    hire_date >= make_date({START}, 1, 1) as is_hire,
    plan_year - first_due + 1 as dates,
    coalesce(left_in > plan_year, true) as is_still_rising
from eligible
left join due using (scenario_id, employee_id)
"""
"""Those eligible on 31 December of a year, and how they fared with automatic increases."""


@dataclass(frozen=True)
class Measured:
    """A simulated figure, of how many people, and how far it may lie from the published one."""

    simulated: float
    people: int
    tolerance: float

    def agrees_with(self, published: float) -> bool:
        """Whether rounding and chance explain the difference."""
        return abs(self.simulated - published) <= self.tolerance


def measured(found: duckdb.DuckDBPyConnection, result: Result) -> list[Measured]:
    """The figures of a result, in their order: each may err by an equal part of `chance.ERROR`."""
    error = chance.ERROR / len(result.figures)
    reach = NormalDist().inv_cdf(1 - error / 2)
    return [_measured(found, figure, reach) for figure in result.figures]


def _measured(found: duckdb.DuckDBPyConnection, figure: Figure, reach: float) -> Measured:
    simulated, error, people = 0.0, 0.0, 0
    for design, weight in figure.designs.items():
        value, spread, number = found.execute(
            f"select {figure.measure}, stddev_samp(value), count(*) "
            f"from (select {figure.value} as value from people where design = ? and {figure.who})",
            [design],
        ).fetchone()
        assert number > 100, f"{figure.of}: only {number} people"
        simulated += weight * value
        people += number
        # Designs share their people: their errors are added as if they were the same.
        error += weight * spread / math.sqrt(number) if figure.measure == AVERAGE else 0.0
    return Measured(simulated, people, figure.unit / 2 + reach * error)
