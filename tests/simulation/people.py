"""What happened to each person of a scenario: the census and the events, in the order of time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.simulation.simulated import Simulated

CENSUS = """
select
    employees.employee_id, employees.birth_date, employees.hire_date, employees.annual_pay,
    employees.job_level, employees.deferral_rate, employees.hours_per_week
from staging.stg_employees as employees
inner join dim_scenarios as scenarios using (census_id)
where scenarios.scenario_id = ?
order by 1
"""

HIRES = """
select
    events.employee_id, min(snapshot.birth_date) as birth_date, events.event_date as hire_date,
    events.new_value as annual_pay, min(predecessors.hours_per_week) as hours_per_week
from fct_yearly_events as events
inner join fct_workforce_snapshot as snapshot using (scenario_id, replicate, employee_id)
inner join dim_scenarios as scenarios using (scenario_id)
left join staging.stg_employees as predecessors
    on scenarios.census_id = predecessors.census_id
    and snapshot.position_id = predecessors.position_id
where events.scenario_id = ? and events.replicate = 0 and events.event_type = 'hire'
group by all
order by 1
"""

EVENTS = """
select employee_id, plan_year, event_date, event_type, old_value, new_value, reason
from fct_yearly_events
where scenario_id = ? and replicate = 0
order by event_date, event_id
"""


@dataclass
class Person:
    """Somebody employed at some time, and the events of that time, oldest first.

    A hire works the hours of the census's employee in the same position; positions that growth
    opens are of people without known hours in the fixtures, who work 40.
    """

    employee_id: str
    birth_date: dt.date
    hire_date: dt.date
    pay: Decimal
    hours_per_week: Decimal = Decimal(40)
    census_rate: Decimal | None = None
    from_census: bool = False
    events: list[Any] = field(default_factory=list)

    def of_type(self, *types: str) -> list[Any]:
        """The person's events of these types."""
        return [event for event in self.events if event.event_type in types]

    @cached_property
    def termination_date(self) -> dt.date | None:
        """The last day of employment, if it lies within the simulation."""
        return next((event.event_date for event in self.of_type("termination")), None)

    @cached_property
    def raises(self) -> list[Any]:
        """The events that change pay."""
        return self.of_type("raise")

    @cached_property
    def rate_changes(self) -> list[Any]:
        """The events that change what is deferred."""
        return self.of_type("enrollment", "deferral_change")

    def employed(self, years: range) -> list[tuple[int, dt.date, dt.date]]:
        """Each year of employment with its first and last day."""
        last = self.termination_date or dt.date.max
        spans = [
            (year, max(self.hire_date, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31)))
            for year in years
        ]
        return [(year, first, until) for year, first, until in spans if first <= until]

    def pay_on(self, day: dt.date) -> Decimal:
        """Annual pay on a day, after the raises of that day."""
        return _latest(self.raises, day, self.pay)

    def rate_on(self, day: dt.date) -> Decimal:
        """The deferral rate elected on a day, after the changes of that day."""
        return _latest(self.rate_changes, day, self.census_rate or Decimal(0))


def _latest(changes: list[Any], day: dt.date, first: Decimal) -> Decimal:
    """The new value of the last change by a day, or the first value."""
    for change in reversed(changes):
        if change.event_date <= day:
            return change.new_value
    return first


def people_of(simulated: Simulated, scenario_id: str) -> list[Person]:
    """Everybody who is employed at some time in the first replicate of a scenario."""
    events = defaultdict(list)
    for event in simulated.rows(EVENTS, scenario_id):
        events[event.employee_id].append(event)
    employees = [
        Person(
            *row[:4],
            row.hours_per_week or Decimal(40),
            row.deferral_rate,
            True,
            events[row.employee_id],
        )
        for row in simulated.rows(CENSUS, scenario_id)
    ]
    hires = [
        Person(
            *row[:3],
            Decimal(row.annual_pay),
            row.hours_per_week or Decimal(40),
            events=events[row.employee_id],
        )
        for row in simulated.rows(HIRES, scenario_id)
    ]
    return employees + hires


def years_of(simulated: Simulated, scenario_id: str) -> range:
    """The plan years of a scenario."""
    simulation = simulated.parameters[scenario_id].simulation
    return range(simulation.start_year, simulation.start_year + simulation.years)
