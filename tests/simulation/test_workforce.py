"""People come and go at the rates asked for, and scenarios differ in nothing else.

Error probabilities: see chance.py. Each statistical test fails with probability `chance.ERROR` if
nothing is wrong; one that looks at n bands asks each for `chance.ERROR` / n.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from fractions import Fraction
from math import floor, sqrt
from statistics import fmean

import pytest

from runner.parameters.kinds import value_in
from tests.simulation import chance
from tests.simulation.arithmetic import completed_years
from tests.simulation.people import years_of
from tests.simulation.test_draws import plain_draw

LARGE = ("large_voluntary", "large_multipliers")
each_large = pytest.mark.parametrize("scenario_id", LARGE)
PLAN_ONLY = (
    "core_and_cliff",
    "enroll_entrants",
    "enroll_everyone",
    "richer_match",
    "service_match",
    "tight_limits",
)
LEAVING, CLOSING_ORDER = 1, 4
TOP_LEVEL = 5

OPENING = """
select snapshot.*, coalesce(events.reason, '') as reason
from fct_workforce_snapshot as snapshot
left join fct_yearly_events as events
    on snapshot.scenario_id = events.scenario_id
    and snapshot.replicate = events.replicate
    and snapshot.employee_id = events.employee_id
    and snapshot.plan_year = events.plan_year
    and events.event_type = 'termination'
where snapshot.scenario_id = ? and snapshot.replicate = 0 and not snapshot.is_new_hire
order by snapshot.plan_year, snapshot.position_id
"""

HIRES = """
select
    hires.*,
    hires.job_level - (promotions.employee_id is not null)::int as hired_level,
    hires.employee_id like '%-1' as is_first,
    hires.position_id > ?
    and hires.employee_id like '%-1'
    and hires.plan_year = min(hires.plan_year) over (partition by position_id) as opens_position
from fct_workforce_snapshot as hires
left join fct_yearly_events as promotions
    on hires.scenario_id = promotions.scenario_id
    and hires.replicate = promotions.replicate
    and hires.employee_id = promotions.employee_id
    and hires.plan_year = promotions.plan_year
    and promotions.event_type = 'promotion'
where hires.scenario_id = ? and hires.replicate = 0 and hires.is_new_hire
order by hires.plan_year, hires.employee_id
"""


def opening(company, scenario_id):
    """Those employed on 1 January of each year, with the reason if they left in it."""
    return company.rows(OPENING, scenario_id)


def hires(company, scenario_id):
    """Those hired in each year, with their level when hired."""
    size = company.parameters[scenario_id].census.sample_size
    return company.rows(HIRES, size, scenario_id)


def termination(company, scenario_id):
    return company.parameters[scenario_id].workforce.termination


def days_in(year):
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def day_of_year(date):
    return (date - dt.date(date.year, 1, 1)).days


def quarter(date):
    return (date.month - 1) // 3


# Who leaves -------------------------------------------------------------------------------------


@each_large
def test_the_opening_workforce_leaves_at_the_base_rate_in_the_first_year(company, scenario_id):
    rate = value_in(termination(company, scenario_id).base_rate, 2026)
    first = [row for row in opening(company, scenario_id) if row.plan_year == 2026]
    left = sum(row.termination_date is not None for row in first)
    assert len(first) == 4000
    assert chance.of_count(left, [rate] * len(first)) > chance.ERROR


def test_without_multipliers_the_opening_workforce_leaves_at_the_base_rate(company):
    rows = opening(company, "large_voluntary")
    rate = value_in(termination(company, "large_voluntary").base_rate, 2026)
    left = sum(row.termination_date is not None for row in rows)
    assert len(rows) == 4000 + 4400 + 4840
    assert chance.of_count(left, [rate] * len(rows)) > chance.ERROR


def leaving_rates(company, scenario_id):
    """The probability of leaving of everyone employed on a 1 January, with the row.

    Multipliers are divided by their average over the census, so that it leaves at the base rate.
    """
    rules = termination(company, scenario_id)
    rows = opening(company, scenario_id)

    def multiplier(row):
        january = dt.date(row.plan_year, 1, 1)
        return band(rules.by_age, completed_years(row.birth_date, january)) * band(
            rules.by_tenure, completed_years(row.hire_date, january)
        )

    census = [multiplier(row) for row in rows if row.plan_year == 2026]
    average = sum(census) / len(census)
    rates = [value_in(rules.base_rate, row.plan_year) * multiplier(row) / average for row in rows]
    return list(zip(rows, (min(rate, 1.0) for rate in rates), strict=True))


def band(bands, number):
    return [each.value for each in bands if each.from_ <= number][-1]


@pytest.mark.parametrize("scenario_id", ["baseline", *LARGE])
def test_those_leave_whose_draw_is_below_their_rate(company, scenario_id):
    """The same draws and rates, computed without SQL, name the same people."""
    seed = company.parameters[scenario_id].simulation.seed
    for row, rate in leaving_rates(company, scenario_id):
        draw = plain_draw(seed, row.position_id, row.plan_year, LEAVING)
        assert (row.termination_date is not None) == (draw < rate), row


@pytest.mark.parametrize("bands", ["by_age", "by_tenure"])
def test_leaving_follows_the_multipliers(company, bands):
    rules = termination(company, "large_multipliers")
    born_or_hired = "birth_date" if bands == "by_age" else "hire_date"
    groups = {each.from_: [] for each in getattr(rules, bands)}
    for row, rate in leaving_rates(company, "large_multipliers"):
        years = completed_years(getattr(row, born_or_hired), dt.date(row.plan_year, 1, 1))
        groups[max(lower for lower in groups if lower <= years)].append((row, rate))
    for members in groups.values():
        left = sum(row.termination_date is not None for row, _ in members)
        assert len(members) > 1000
        assert chance.of_count(left, [rate for _, rate in members]) > chance.ERROR / len(groups)


def test_leaving_does_not_depend_on_the_level(company):
    rows = opening(company, "large_voluntary")
    found = Counter((row.termination_date is not None, row.job_level) for row in rows)
    table = [[found[left, level] for level in range(1, TOP_LEVEL + 1)] for left in (False, True)]
    assert chance.of_table(table) > chance.ERROR


def first_year_leaving(company):
    """The first hires of a year, with their probability of leaving in it."""
    rate = value_in(termination(company, "large_voluntary").first_year_rate, 2026)
    for row in hires(company, "large_voluntary"):
        if row.is_first:
            left_of_year = (dt.date(row.plan_year, 12, 31) - row.hire_date).days
            yield row, 1 - (1 - rate) ** (left_of_year / days_in(row.plan_year))


def test_hires_leave_by_what_is_left_of_their_first_year(company):
    groups = {number: [] for number in range(4)}
    for row, rate in first_year_leaving(company):
        groups[quarter(row.hire_date)].append((row.termination_date is not None, rate))
    for members in groups.values():
        rates = [rate for _, rate in members]
        left = sum(left for left, _ in members)
        assert len(members) > 300
        assert chance.of_count(left, rates) > chance.ERROR / len(groups)


def test_a_second_successor_stays_the_year(company):
    second = [row for row in hires(company, "large_voluntary") if not row.is_first]
    assert len(second) > 300
    assert all(row.is_active for row in second)


# When they leave and come -----------------------------------------------------------------------


def of_days(days):
    """The probability of days of the year as uneven, or as even, as these: (day, of how many)."""
    counts, shares = [0] * 12, [0.0] * 12
    for day, number in days:
        counts[12 * day // number] += 1
    for number, times in Counter(number for _, number in days).items():
        for day in range(number):
            shares[12 * day // number] += times / number
    return chance.of_shares(counts, shares)


def leavers(company):
    rows = opening(company, "large_voluntary")
    return [row for row in rows if row.termination_date is not None]


def openings(company):
    return [row for row in hires(company, "large_voluntary") if row.opens_position]


def test_leaving_days_are_spread_evenly_up_to_30_december(company):
    days = [
        (day_of_year(row.termination_date), days_in(row.plan_year) - 1) for row in leavers(company)
    ]
    assert len(days) > 2000
    assert of_days(days) > chance.ERROR


def test_new_positions_open_evenly_over_the_year(company):
    days = [(day_of_year(row.hire_date), days_in(row.plan_year)) for row in openings(company)]
    assert len(days) > 1000
    assert of_days(days) > chance.ERROR


def of_levels(passed):
    """The least probability of a level's mean as far from the middle of the year: (level, share).

    The share of the year that has passed is uniform at every level, with variance 1/12.
    """
    levels = defaultdict(list)
    for level, share in passed:
        levels[level].append(share)
    assert len(levels) >= 4
    return len(levels) * min(
        chance.of_normal((fmean(shares) - 0.5) * sqrt(12 * len(shares)))
        for shares in levels.values()
    )


def test_leaving_days_do_not_depend_on_the_level(company):
    passed = [
        (row.job_level, (day_of_year(row.termination_date) + 0.5) / (days_in(row.plan_year) - 1))
        for row in leavers(company)
    ]
    assert of_levels(passed) > chance.ERROR


def test_opening_days_do_not_depend_on_the_level(company):
    passed = [
        (row.hired_level, (day_of_year(row.hire_date) + 0.5) / days_in(row.plan_year))
        for row in openings(company)
    ]
    assert of_levels(passed) > chance.ERROR


def test_successors_start_when_the_position_is_filled_but_this_year(company):
    fill = dt.timedelta(days=company.parameters["large_voluntary"].workforce.time_to_fill_days)
    left = {
        (row.position_id, row.plan_year, 1): row.termination_date for row in leavers(company)
    } | {
        (row.position_id, row.plan_year, 2): row.termination_date
        for row in hires(company, "large_voluntary")
        if row.termination_date is not None
    }
    started = {
        (row.position_id, row.plan_year, 1 if row.is_first else 2): row.hire_date
        for row in hires(company, "large_voluntary")
        if not row.opens_position
    }
    assert started == {
        key: min(date + fill, dt.date(date.year, 12, 31)) for key, date in left.items()
    }


# Who is hired and who moves up ------------------------------------------------------------------


def ages(company):
    rows = hires(company, "large_voluntary")
    return [completed_years(row.birth_date, row.hire_date) for row in rows]


def test_ages_of_hires_follow_the_weights_of_their_ranges(company):
    ranges = company.parameters["large_voluntary"].workforce.hiring.ages
    found = ages(company)
    counts = [sum(each.from_ <= age < each.to for age in found) for each in ranges]
    assert sum(counts) == len(found) > 3000
    assert chance.of_shares(counts, [each.weight for each in ranges]) > chance.ERROR


def test_ages_of_hires_are_even_within_their_ranges(company):
    ranges = company.parameters["large_voluntary"].workforce.hiring.ages
    shares = {
        age: each.weight / (each.to - each.from_)
        for each in ranges
        for age in range(each.from_, each.to)
    }
    found = Counter(ages(company))
    assert chance.of_shares([found[age] for age in shares], list(shares.values())) > chance.ERROR


def test_hires_start_a_level_lower_at_the_rate_asked_for(company):
    rate = company.parameters["large_voluntary"].workforce.hiring.below_level_rate
    positions = dict(
        company.rows(
            "select position_id, job_level from staging.stg_employees "
            "inner join dim_scenarios using (census_id) where scenario_id = 'large_voluntary'"
        )
    )
    below = [
        positions[row.position_id] - row.hired_level
        for row in hires(company, "large_voluntary")
        if positions.get(row.position_id, 1) > 1
    ]
    assert len(below) > 1000
    assert set(below) == {0, 1}
    assert chance.of_count(sum(below), [rate] * len(below)) > chance.ERROR


def test_pay_of_hires_is_spread_evenly_over_its_range(company):
    """Relative to the level's median in the census, which grows with the general raises."""
    workforce = company.parameters["large_voluntary"].workforce
    medians = dict(
        company.rows(
            "select job_level, percentile_disc(0.5) within group (order by annual_pay) "
            "from staging.stg_employees inner join dim_scenarios using (census_id) "
            "where scenario_id = 'large_voluntary' group by 1"
        )
    )
    paid = dict(
        company.rows(
            "select employee_id, new_value from fct_yearly_events "
            "where scenario_id = 'large_voluntary' and event_type = 'hire'"
        )
    )
    low, high = workforce.hiring.pay_low, workforce.hiring.pay_high
    cells = [0] * 20
    for row in hires(company, "large_voluntary"):
        # Who is hired before the year's raise still gets that one.
        raises = row.plan_year - 2025 - (f"{row.hire_date:%m-%d}" < workforce.raises.effective)
        growth = (1 + value_in(workforce.raises.cola, row.plan_year)) ** raises
        relative = float(paid[row.employee_id]) / (float(medians[row.hired_level]) * growth)
        assert low - 1e-6 <= relative <= high + 1e-6
        cells[min(19, floor(20 * max(0.0, relative - low) / (high - low)))] += 1
    assert chance.of_shares(cells, [1] * 20) > chance.ERROR


def test_promotions_hit_their_rate(company):
    rate = value_in(company.parameters["large_voluntary"].workforce.promotion.rate, 2026)
    rows = company.rows(
        """
        select
            employee_id, plan_year,
            count(*) filter (where event_type = 'promotion') as promotions,
            any_value(snapshot.job_level) as job_level
        from fct_yearly_events
        inner join fct_workforce_snapshot as snapshot
            using (scenario_id, replicate, employee_id, plan_year)
        where scenario_id = 'large_voluntary' and event_type in ('raise', 'promotion')
        group by all
        """
    )
    able = [row.promotions for row in rows if row.job_level - row.promotions < TOP_LEVEL]
    assert all(row.job_level <= TOP_LEVEL and row.promotions <= 1 for row in rows)
    assert len(able) > 10_000
    assert chance.of_count(sum(able), [rate] * len(able)) > chance.ERROR


# How many there are -----------------------------------------------------------------------------


def headcounts(company, scenario_id):
    """The open positions at the end of each year: the census grown, rounded half up."""
    rates = company.parameters[scenario_id].workforce.growth_rate
    size = Fraction(
        company.value(
            "select count(*) from staging.stg_employees "
            "inner join dim_scenarios using (census_id) where scenario_id = ?",
            scenario_id,
        )
    )
    for year in years_of(company, scenario_id):
        size *= 1 + Fraction(str(value_in(rates, year)))
        yield year, floor(size + Fraction(1, 2))


def test_headcounts_are_exactly_those_asked_for(company):
    found = company.rows(
        "select scenario_id, replicate, plan_year, headcount from fct_plan_years "
        "where scenario_id <> 'sales_grow'"
    )
    expected = {
        (scenario_id, replicate, year): headcount
        for scenario_id, parameters in company.parameters.items()
        if scenario_id != "sales_grow"
        for replicate in range(parameters.simulation.replicates)
        for year, headcount in headcounts(company, scenario_id)
    }
    assert {tuple(row[:3]): row.headcount for row in found} == expected


def test_a_headcount_of_a_half_is_rounded_up(company):
    """1,200 people and 3.625 per cent more are 1,243.5."""
    assert dict(headcounts(company, "slower_growth"))[2026] == 1244


def test_closed_positions_are_left_for_that_reason(company):
    rows = opening(company, "slower_growth")
    closed = Counter(row.plan_year for row in rows if row.reason == "position_closed")
    sizes = dict(headcounts(company, "slower_growth"))
    assert closed == {2027: sizes[2026] - sizes[2027], 2028: sizes[2027] - sizes[2028]}


@pytest.mark.parametrize("replicate", [0, 1])
def test_the_newest_positions_close_first_then_those_drawn_last(company, replicate):
    """44 positions opened in 2026; of the 109 that close in 2027 the others are the census's."""
    closed = company.rows(
        """
        select position_id
        from workforce.int_employee_years
        inner join staging.stg_scenarios using (workforce_key)
        where scenario_id = 'slower_growth' and replicate = ? and plan_year = 2027
        and termination_reason = 'position_closed'
        """,
        replicate,
    )
    seed = company.parameters["slower_growth"].simulation.seed + replicate
    order = sorted(range(1, 1201), key=lambda p: plain_draw(seed, p, 0, CLOSING_ORDER))
    assert {row.position_id for row in closed} == {*range(1201, 1245), *order[1135:]}


def test_departments_grow_at_rates_of_their_own(company):
    """Each from its own headcount, rounded half up; who is not named stays as large as it is."""
    start = dict(
        company.rows(
            "select department, count(*) from staging.stg_employees "
            "inner join dim_scenarios using (census_id) where scenario_id = 'sales_grow' group by 1"
        )
    )
    rates = {
        2026: {"Sales": Fraction("0.1"), "Operations": Fraction("-0.08")},
        2027: {"Sales": Fraction("0.1"), "Operations": Fraction("-0.08")},
        2028: {"Sales": Fraction("0.05")},
        2029: {"Sales": Fraction("0.05")},
    }
    assert min(start.values()) > 20
    sizes = {name: Fraction(number) for name, number in start.items()}
    expected = {}
    for year, grown in rates.items():
        sizes = {name: size * (1 + grown.get(name, 0)) for name, size in sizes.items()}
        named = {name: floor(sizes[name] + Fraction(1, 2)) for name in ("Sales", "Operations")}
        others = sum(size for name, size in sizes.items() if name not in named)
        expected |= {(year, name): number for name, number in named.items()}
        expected[year, "others"] = others
    found = company.rows(
        """
        select
            plan_year,
            case when department in ('Sales', 'Operations') then department else 'others' end,
            count(*)
        from fct_workforce_snapshot
        where scenario_id = 'sales_grow' and replicate = 0 and is_active
        group by 1, 2
        """
    )
    assert {(year, name): number for year, name, number in found} == expected


def test_what_one_department_does_moves_nobody_of_another(company):
    """Beside a company that does not grow by department, all who are not named are the same."""
    named = "department not in ('Sales', 'Operations') and position_id <= 1200"
    kept = [
        company.rows(f"from ({WORKFORCE}) where {named} order by all", scenario_id)
        for scenario_id in ("sales_grow", "baseline")
    ]
    assert len(kept[0]) > 1000
    assert kept[0] == kept[1]


# What scenarios share ---------------------------------------------------------------------------

WORKFORCE = """
select
    employee_id, position_id, plan_year, hire_date, termination_date, birth_date, department,
    location, age, tenure_years, job_level, annual_pay, gross_compensation, is_active,
    is_new_hire
from fct_workforce_snapshot
where scenario_id = ? and replicate = 0
"""


def everything(company, mart):
    """The rows of a mart of one scenario, all columns but the scenario's own."""
    names = {row[0] for row in company.rows(f"describe {mart}")}
    own = sorted(names & {"scenario_id", "event_id"})
    return f"select * exclude ({', '.join(own)}) from {mart} where scenario_id = ?"


def different(company, sql, one, other):
    """How many rows a query has for one scenario and not the other, and the other way round."""
    return company.value(
        f"select count(*) from (({sql} except all {sql}) union all ({sql} except all {sql}))",
        *(one, other, other, one),
    )


MARTS = ("fct_workforce_snapshot", "fct_contributions", "fct_yearly_events", "fct_plan_years")


def workforce_id(company, scenario_id):
    return company.value(
        "select workforce_id from dim_scenarios where scenario_id = ?", scenario_id
    )


@pytest.mark.parametrize("scenario_id", ["same_again", *PLAN_ONLY])
def test_scenarios_with_the_same_workforce_share_it(company, scenario_id):
    assert workforce_id(company, scenario_id) == workforce_id(company, "baseline")


@pytest.mark.parametrize("mart", MARTS)
def test_scenarios_that_say_the_same_have_the_same_rows(company, mart):
    assert not different(company, everything(company, mart), "baseline", "same_again")


@pytest.mark.parametrize("mart", MARTS)
def test_a_workforce_simulated_apart_is_the_same_to_the_bit(company, mart):
    assert workforce_id(company, "doubled_weights") != workforce_id(company, "baseline")
    assert not different(company, everything(company, mart), "baseline", "doubled_weights")


@pytest.mark.parametrize("scenario_id", PLAN_ONLY)
def test_a_plan_leaves_the_workforce_as_it_is(company, scenario_id):
    assert not different(company, WORKFORCE, "baseline", scenario_id)
    assert different(company, everything(company, "fct_contributions"), "baseline", scenario_id)


def test_raising_the_base_rate_keeps_nobody_who_left_without_it(company):
    few, many = (
        {
            row.employee_id: row.termination_date
            for row in opening(company, scenario_id)
            if row.termination_date and row.employee_id.startswith("E")
        }
        for scenario_id in ("baseline", "more_leaving")
    )
    assert few.keys() < many.keys()
    for employee_id, date in few.items():
        same_year = many[employee_id].year == date.year
        assert many[employee_id] == date if same_year else many[employee_id] < date


def test_a_smaller_company_is_part_of_the_larger_one(company):
    """Positions that never close have the same people in them, to the bit."""
    smaller, larger = (
        company.rows(f"from ({WORKFORCE}) order by all", scenario_id)
        for scenario_id in ("slower_growth", "baseline")
    )
    closed = {
        row.position_id
        for row in opening(company, "slower_growth")
        if row.reason == "position_closed"
    }
    lasting = set(range(1, 1201)) - closed
    assert len(lasting) > 1000
    assert [row for row in smaller if row.position_id in lasting] == [
        row for row in larger if row.position_id in lasting
    ]
    ends = [
        {r.position_id for r in rows if r.is_active and r.plan_year == 2028}
        for rows in (smaller, larger)
    ]
    assert ends[0] < ends[1]


def test_replicates_are_different_companies_of_the_same_size(company):
    replicates = [
        company.rows(
            "select headcount, terminations, total_compensation from fct_plan_years "
            "where scenario_id = 'baseline' and replicate = ? order by plan_year",
            replicate,
        )
        for replicate in range(2)
    ]
    for one, other in zip(*replicates, strict=True):
        assert one.headcount == other.headcount
        assert one.total_compensation != other.total_compensation
