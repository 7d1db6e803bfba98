"""workforce_snapshot_<scenario>.xlsx: who works here and takes part, year by year."""

from __future__ import annotations

from pathlib import Path

from runner.outputs.by_year import Measure, rows_of, write_groups, write_measures
from runner.outputs.long_tables import LongTable
from runner.outputs.scenario_book import Shown, add_detail, add_page, writing
from runner.outputs.sheets import Column

METRICS = (
    "headcount",
    "hires",
    "terminations",
    "eligible",
    "participants",
    "participation_rate",
    "average_deferral_rate",
    "average_deferral_rate_eligible",
    "total_compensation",
)

_PEOPLE = """
from fct_workforce_snapshot where scenario_id = getvariable('shown') and replicate = 0
"""
# Rates are summed as decimals, so that the order of rows cannot show.
_MEASURED = """
    count(*) filter (where is_active) as headcount,
    count(*) filter (where is_new_hire) as hires,
    count(*) filter (where not is_active) as terminations,
    sum(annual_pay) filter (where is_active)
    / nullif(count(*) filter (where is_active), 0) as average_pay,
    sum(gross_compensation) as total_compensation,
    count(*) filter (where is_active and is_eligible) as eligible,
    count(*) filter (where is_active and is_participant) as participants,
    count(*) filter (where is_active and is_participant)
    / nullif(count(*) filter (where is_active and is_eligible), 0) as participation_rate,
    sum(cast(deferral_rate as decimal(9, 6))) filter (where is_active and is_eligible)
    / nullif(count(*) filter (where is_active and is_participant), 0) as average_deferral_rate
"""
GROUP_MEASURES = {
    "headcount": Measure("Headcount, 31 December"),
    "hires": Measure("Hires"),
    "terminations": Measure("Terminations"),
    "average_pay": Measure("Average pay ($ a year)", "dollars"),
    "total_compensation": Measure("Total compensation ($)", "dollars"),
    "eligible": Measure("Eligible, 31 December"),
    "participants": Measure("Participants, 31 December"),
    "participation_rate": Measure("Participation rate", "rate"),
    "average_deferral_rate": Measure("Average deferral rate", "fine_rate"),
}
YEAR_MEASURES = {
    "opening_headcount": Measure("Headcount, 1 January"),
    "hires": Measure("Hires"),
    "terminations": Measure("Terminations"),
    "headcount": Measure("Headcount, 31 December"),
    "average_age": Measure("Average age", "decimal"),
    "average_tenure": Measure("Average completed years of service", "decimal"),
    "average_pay": Measure("Average pay ($ a year)", "dollars"),
    "median_pay": Measure("Median pay ($ a year)", "dollars"),
    "total_compensation": Measure("Total compensation ($)", "dollars"),
    "hces": Measure("Highly compensated, 31 December"),
    "eligible": Measure("Eligible, 31 December"),
    "participants": Measure("Participants, 31 December"),
    "participation_rate": Measure("Participation rate", "rate"),
    "average_deferral_rate": Measure("Average deferral rate, participants", "fine_rate"),
    "average_deferral_rate_eligible": Measure("Average deferral rate, all eligible", "fine_rate"),
}
RATE_MEASURES = {"people": Measure("People"), "share": Measure("Share of the eligible", "rate")}

YEARS = f"""
select plan_years.*, people.*
from fct_plan_years as plan_years
left join (
    select
        plan_year as people_year,
        sum(age) filter (where is_active)
        / nullif(count(*) filter (where is_active), 0) as average_age,
        sum(tenure_years) filter (where is_active)
        / nullif(count(*) filter (where is_active), 0) as average_tenure,
        sum(annual_pay) filter (where is_active)
        / nullif(count(*) filter (where is_active), 0) as average_pay,
        median(annual_pay) filter (where is_active) as median_pay,
        count(*) filter (where is_active and is_hce) as hces
    {_PEOPLE}
    group by 1
) as people on plan_years.plan_year = people.people_year
where scenario_id = getvariable('shown') and replicate = 0
"""
# What a view is called, the groups it shows, and the order of these.
VIEWS = {
    "Age": ("Age in years", "age_band", "min(age)"),
    "Tenure": ("Completed years of service", "tenure_band", "min(tenure_years)"),
    "Department": ("Department", "department", "department"),
    "Location": ("Location", "location", "location"),
    "Level": ("Job level", "cast(job_level as varchar)", "min(job_level)"),
}
DEFERRAL_RATES = f"""
with banded as (
    select
        plan_year,
        case
            when not is_participant then 0
            when deferral_rate < 0.03 then 1
            when deferral_rate < 0.06 then 2
            when deferral_rate < 0.10 then 3
            when deferral_rate < 0.15 then 4
            else 5
        end as band
    {_PEOPLE} and is_active and is_eligible
),
counted as (
    select band, plan_year, grouping(band) = 1 as is_total, count(*) as people
    from banded
    group by grouping sets ((band, plan_year), (plan_year))
)
select
    *,
    case
        when is_total then 'All eligible'
        else [
            'None', 'Under 3 %', '3 % to under 6 %', '6 % to under 10 %', '10 % to under 15 %',
            '15 % and more'
        ][band + 1]
    end as group_1,
    people / max(people) over (partition by plan_year) as share
from counted
order by is_total desc, band, plan_year
"""
PEOPLE = LongTable(
    f"select * {_PEOPLE}",
    {
        "employee_id": Column("Employee", "line", 12),
        "plan_year": Column("Year", "year", 7),
        "hire_date": Column("Hired", "date", 11),
        "termination_date": Column("Left", "date", 11),
        "birth_date": Column("Born", "date", 11),
        "department": Column("Department", "line", 12),
        "location": Column("Location", "line", 12),
        "gender": Column("Gender", "line", 8),
        "age": Column("Age", "number", 6),
        "age_band": Column("Age band", "line", 8),
        "tenure_years": Column("Years of service", "number", 9),
        "tenure_band": Column("Service band", "line", 9),
        "job_level": Column("Job level", "number", 7),
        "annual_pay": Column("Annual pay ($)", "cents", 13),
        "gross_compensation": Column("Pay earned in the year ($)", "cents", 14),
        "is_active": Column("Employed on 31 December", "flag", 12),
        "is_new_hire": Column("Hired in the year", "flag", 9),
        "is_eligible": Column("Eligible", "flag", 9),
        "is_participant": Column("Participant", "flag", 12),
        "election_reason": Column("Reason of the rate", "line", 13),
        "deferral_rate": Column("Deferral rate", "fine_rate", 9),
        "is_hce": Column("Highly compensated", "flag", 13),
        "vested_percent": Column("Vested share of the match", "share", 12),
    },
    "employee_id, plan_year",
)


def write_workforce(shown: Shown, target: Path) -> None:
    """Write the workbook; raises OutputError when a file cannot be written."""
    with writing(shown, "Workforce", target, METRICS) as book:
        years = rows_of(shown.connection, YEARS)
        write_measures(
            add_page(book, shown, "Years", "The company and its plan, year by year."),
            years,
            YEAR_MEASURES,
            shown.years,
        )
        for name, (title, group, order) in VIEWS.items():
            page = add_page(book, shown, name, f"The same people by group: {title.lower()}.")
            rows = rows_of(shown.connection, _grouped(group, order))
            write_groups(page, [title], rows, GROUP_MEASURES, shown.years)
        write_groups(
            add_page(book, shown, "Deferral rates", "Who is eligible on 31 December, by rate."),
            ["Deferral rate elected"],
            rows_of(shown.connection, DEFERRAL_RATES),
            RATE_MEASURES,
            shown.years,
        )
        add_detail(
            book,
            shown,
            "People",
            PEOPLE,
            target.with_suffix(".parquet"),
            "A row for each person and year, as of 31 December or the last day.",
        )


def _grouped(group: str, order: str) -> str:
    """The query of a view: a row for each group and year, and for all groups together."""
    return f"""
    with grouped as (
        select
            {group} as group_1, plan_year, grouping({group}) = 1 as is_total, {order} as place,
            {_MEASURED}
        {_PEOPLE}
        group by grouping sets (({group}, plan_year), (plan_year))
    )
    select * replace (case when is_total then 'All' else group_1 end as group_1)
    from grouped
    order by is_total desc, min(place) over (partition by is_total, group_1), group_1, plan_year
    """
