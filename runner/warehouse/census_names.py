"""The names that payroll systems give to what a census has, most usual first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from runner.warehouse.census_source import CensusSource, plain_title, positions

USUAL_NAMES = {
    "employee_id": (
        "employee number, employee no, employee no., employee, emp id, emp no, emp number, empid, "
        "empno, ee id, eeid, ee number, personnel number, personnel no, person id, worker id, "
        "associate id, staff id, payroll id, payroll number, file number, file no, badge, badge "
        "number, clock number, id, id number, number, no, no., #"
    ),
    "birth_date": "date of birth, dob, birthdate, birthday, born, birth, birth day",
    "age": "age in years, current age, employee age",
    "hire_date": (
        "date of hire, doh, original hire date, date hired, date first hired, first hire date, "
        "hired, hired on, hire dt, hiredate, hire, start date, employment date, employment start "
        "date, date of employment, employed since, date employed, joining date, date of joining, "
        "last hire date, most recent hire date, rehire date"
    ),
    "termination_date": (
        "date of termination, term date, termdate, termination, terminated on, terminated, dot, "
        "separation date, date of separation, left on, left, leave date, leaving date, end date, "
        "employment end date, last day worked, exit date"
    ),
    "status": (
        "employment status, employee status, emp status, job status, work status, status code, "
        "active, is active, assignment status, assignment category, employment type"
    ),
    "annual_pay": (
        "annual salary, annual rate, annual pay rate, annual base salary, annual base pay, annual "
        "compensation, annualized pay, annualized salary, base annual salary, base salary, base "
        "pay, yearly salary, yearly pay, salary, salary rate, sal rate, sal, pay, compensation, "
        "annual wages, annual earnings, wages, earnings, gross pay, gross wages, total pay, pay "
        "rate, rate of pay, rate"
    ),
    "hourly_pay": (
        "hourly rate, hourly pay rate, hourly wage, rate of pay, pay rate, pay per hour, rate per "
        "hour, wage rate, hourly salary, hourly, rate"
    ),
    "hours_per_week": (
        "weekly hours, standard hours, std hours, scheduled hours, scheduled weekly hours, hours "
        "a week, hours/week, hours, hrs per week, hrs/wk, standard weekly hours"
    ),
    "department": (
        "dept, department name, dept name, department code, division, cost center, cost centre, "
        "business unit, agency, unit, team, org unit"
    ),
    "location": (
        "location name, location code, work location, work site, worksite, site, office, branch, "
        "plant, store, city, work city, work state"
    ),
    "job_level": (
        "level, grade, job grade, pay grade, salary grade, grade level, pay level, band, pay band"
    ),
    "gender": "sex, gender code, m/f",
    "deferral_rate": (
        "deferral percentage, deferral percent, deferral pct, deferral %, deferral, deferrals, "
        "elective deferral, elective deferral rate, elective deferral %, contribution rate, "
        "contribution percentage, contribution percent, contribution %, employee contribution %, "
        "401k %, 401k rate, 401k percent, 401k pct, 401k deferral, 401k deferral %, 401(k) %, "
        "401(k) rate, 401(k) deferral, 401(k) deferral %, savings rate"
    ),
    "employer_balance": (
        "employer account balance, employer account, er balance, match balance, balance of the "
        "employer, employer contributions balance"
    ),
    "ownership": (
        "ownership percentage, ownership percent, ownership pct, ownership %, owner %, percent "
        "owned, share of ownership, % owned"
    ),
}


@cache
def names_of(column: str) -> tuple[str, ...]:
    """The names under which one of our columns is known, plainly spelled: ours, then others."""
    usual = USUAL_NAMES[column].split(", ")
    return tuple(dict.fromkeys(plain_title(name) for name in (column, *usual)))


def likeness(record: Sequence[str], source: CensusSource) -> tuple[bool, int]:
    """How much a record reads like the names of columns: has it the required ones, and how many."""
    titles = {plain_title(title) for title in record}
    known = {
        column
        for column in USUAL_NAMES
        if (column in source.columns and positions(source.columns[column], record))
        or not titles.isdisjoint(names_of(column))
    }
    return "hire_date" in known and not known.isdisjoint({"annual_pay", "hourly_pay"}), len(known)
