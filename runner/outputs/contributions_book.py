"""contributions_<scenario>.xlsx: what each person and the employer put in."""

from __future__ import annotations

from pathlib import Path

from runner.outputs.by_year import Measure, rows_of, write_measures
from runner.outputs.long_tables import LongTable
from runner.outputs.scenario_book import Shown, add_page, add_years, writing
from runner.outputs.sheets import Column

METRICS = (
    "participants",
    "employee_contributions",
    "employer_match",
    "employer_core",
    "employer_cost",
    "employer_cost_rate",
    "forfeitures",
    "net_employer_cost",
    "total_contributions",
)
YEAR_MEASURES = {
    "participants": Measure("Participants, 31 December"),
    "total_compensation": Measure("Total compensation ($)", "cents"),
    "plan_compensation": Measure("Pay that the plan counts ($)", "cents"),
    "employee_contributions": Measure("Employee contributions ($)", "cents"),
    "employer_match": Measure("Employer match ($)", "cents"),
    "employer_core": Measure("Employer core ($)", "cents"),
    "employer_cost": Measure("Employer cost ($)", "cents"),
    "employer_cost_rate": Measure("Employer cost, share of pay", "fine_rate"),
    "forfeitures": Measure("Forfeitures ($)", "cents"),
    "forfeitures_reallocated": Measure("Forfeitures reallocated ($)", "cents"),
    "net_employer_cost": Measure("Net employer cost ($)", "cents"),
    "total_contributions": Measure("Total contributions ($)", "cents"),
}
YEARS = "from fct_plan_years where scenario_id = getvariable('shown') and replicate = 0"
PEOPLE = LongTable(
    """
    select
        contributions.*, people.department, people.location, people.age, people.deferral_rate,
        people.is_participant
    from fct_contributions as contributions
    inner join fct_workforce_snapshot as people
        using (scenario_id, replicate, plan_year, employee_id)
    where scenario_id = getvariable('shown') and replicate = 0
    """,
    {
        "employee_id": Column("Employee", "line", 12),
        "department": Column("Department", "line", 12),
        "location": Column("Location", "line", 12),
        "age": Column("Age", "number", 6),
        "is_participant": Column("Participant", "flag", 12),
        "deferral_rate": Column("Deferral rate", "fine_rate", 9),
        "plan_compensation": Column("Plan pay", "cents", 13),
        "employer_compensation": Column("Plan pay, employer's part", "cents", 13),
        "is_employer_eligible": Column("Open to employer's part", "flag", 11),
        "is_long_term_part_time": Column("Long-term part-time", "flag", 10),
        "deferral_elected": Column("Deferral elected", "cents", 12),
        "deferral_limit": Column("Limit on deferrals", "cents", 12),
        "employee_deferral": Column("Deferral", "cents", 12),
        "catch_up": Column("Catch-up", "cents", 11),
        "catches_up_as_roth": Column("Catch-up must be Roth", "flag", 10),
        "employee_contributions": Column("Employee contributions", "cents", 14),
        "employer_match": Column("Match", "cents", 11),
        "employer_core": Column("Core", "cents", 11),
        "forfeiture_share": Column("Share of forfeitures", "cents", 11),
        "employer_contributions": Column("Employer contributions", "cents", 14),
        "annual_additions": Column("Annual additions", "cents", 12),
        "annual_additions_limit": Column("Limit on additions", "cents", 12),
        "forfeiture": Column("Forfeiture", "cents", 12),
    },
    "employee_id, plan_year",
)


def write_contributions(shown: Shown, target: Path) -> None:
    """Write the workbook; raises OutputError when a file cannot be written."""
    with writing(shown, "Contributions", target, METRICS) as book:
        page = add_page(book, shown, "Years", "What goes into the plan, year by year.")
        write_measures(page, rows_of(shown.connection, YEARS), YEAR_MEASURES, shown.years)
        add_years(
            book,
            shown,
            "People",
            PEOPLE,
            target.with_suffix(".parquet"),
            "A row for each person employed in the year; amounts in dollars.",
        )
