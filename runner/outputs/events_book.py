"""yearly_events_<scenario>.xlsx: what happened to people, by type, reason and month."""

from __future__ import annotations

from pathlib import Path

from runner.outputs.by_year import Measure, rows_of, write_groups
from runner.outputs.long_tables import LongTable
from runner.outputs.scenario_book import Shown, add_detail, add_page, writing
from runner.outputs.sheets import Column

METRICS = ("hires", "terminations")
EVENTS = {"events": Measure("Events")}

_EVENTS = "from fct_yearly_events where scenario_id = getvariable('shown') and replicate = 0"
# In the order of a life at work, then of the plan.
_PLACE = """
list_position(
    [
        'hire', 'raise', 'promotion', 'termination', 'eligibility', 'enrollment',
        'deferral_change', 'opt_out'
    ],
    event_type
)
"""
VIEWS = {
    "Types": (["Event"], "'' as group_2", "Events by type."),
    "Reasons": (["Event", "Reason"], "reason as group_2", "Events by type and reason."),
    "Months": (
        ["Event", "Month"],
        "strftime(event_date, '%m') as group_2",
        "Events by type and month of the year, 01 being January.",
    ),
}
LIST = LongTable(
    f"""
    select
        scenario_id, plan_year, event_date, event_type, reason, employee_id, event_id,
        case when is_of_pay then cast(old_value as decimal(18, 2)) end as pay_before,
        case when is_of_pay then cast(new_value as decimal(18, 2)) end as pay_after,
        case when is_of_level then cast(old_value as integer) end as level_before,
        case when is_of_level then cast(new_value as integer) end as level_after,
        case when not is_of_pay and not is_of_level then old_value end as rate_before,
        case when not is_of_pay and not is_of_level then new_value end as rate_after
    from (
        select
            *,
            event_type in ('hire', 'raise', 'termination') as is_of_pay,
            event_type = 'promotion' as is_of_level
        {_EVENTS}
    )
    """,
    {
        "plan_year": Column("Year", "year", 7),
        "event_date": Column("Date", "date", 11),
        "event_type": Column("Event", "line", 14),
        "reason": Column("Reason", "line", 14),
        "employee_id": Column("Employee", "line", 12),
        "pay_before": Column("Pay before ($ a year)", "cents", 13),
        "pay_after": Column("Pay after ($ a year)", "cents", 13),
        "level_before": Column("Level before", "number", 7),
        "level_after": Column("Level after", "number", 7),
        "rate_before": Column("Deferral rate before", "fine_rate", 9),
        "rate_after": Column("Deferral rate after", "fine_rate", 9),
    },
    "event_date, event_type, employee_id, event_id",
)


def write_events(shown: Shown, target: Path) -> None:
    """Write the workbook; raises OutputError when a file cannot be written."""
    with writing(shown, "Events", target, METRICS) as book:
        for name, (titles, group, said) in VIEWS.items():
            rows = rows_of(shown.connection, _counted(group))
            write_groups(add_page(book, shown, name, said), titles, rows, EVENTS, shown.years)
        add_detail(
            book,
            shown,
            "Events",
            LIST,
            target.with_suffix(".parquet"),
            "A row for each event, in the order of their days.",
        )


def _counted(group: str) -> str:
    """The query of a view: events for each year, those of no reason under a dash."""
    return f"""
    select
        event_type as group_1, nullif(group_2, '') as group_2, plan_year, false as is_total,
        count(*) as events
    from (select *, {_PLACE} as place, {group} {_EVENTS})
    group by event_type, group_2, plan_year, place
    order by place nulls last, 1, 2 nulls first, plan_year
    """
