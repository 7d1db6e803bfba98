"""The published results about people in 401(k) plans, and in which company each is looked for.

A figure is published rounded and simulated of a sample. It comes out again if it lies no
farther from the published one than half of the last digit published and what chance explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.evidence.company import LONG, SHORT, START

AVERAGE, MEDIAN = "avg(value)", "median(value)"

# Conditions and values on the relation `people` of measures.py: who counts, and for what.
TAKES_PART = "is_participant::int"
AT_LIMIT, PAID_MOST = "is_at_limit::int", "(annual_pay >= 150000)::int"
RATE = "deferral_rate"
BELOW_MATCH = "(deferral_rate < 0.06)::int"
STILL_RISING = "is_still_rising::int"
FIRST_YEAR = f"plan_year = {START}"
FIFTH_YEAR = f"plan_year = {START + SHORT - 1}"
LAST_YEAR = f"plan_year = {START + LONG - 1}"
YOUNG, OLD = "opening_age < 25", "opening_age >= 65"
SAVES = "is_participant"


def months(first: int, last: int) -> str:
    """Those hired within the simulation so many completed months ago."""
    return f"is_hire and months between {first} and {last}"


def all_of(*conditions: str) -> str:
    """Those who meet all conditions."""
    return " and ".join(conditions)


@dataclass(frozen=True)
class Figure:
    """One published number, and whose number in which design should be it.

    ``designs`` has the weight of each; ``unit`` is that of the last digit published.
    """

    of: str
    published: float
    designs: Mapping[str, float]
    value: str
    who: str
    unit: float = 0.01
    measure: str = AVERAGE


@dataclass(frozen=True)
class Result:
    """What one publication says, for one profile. What does not come out says why."""

    title: str
    profile: str
    source: str
    figures: tuple[Figure, ...]
    note: str = ""
    not_reproduced: str = field(default="", kw_only=True)


INVESTMENT_NEWS = "https://www.investmentnews.com/retirement-planning/whos-still-falling-behind-vanguard-report-shows-retirement-divide-despite-record-participation/261067"
POWER_2021 = "https://institutional.vanguard.com/VGApp/iip/site/institutional/researchcommentary/article/InvComPowerAutoEnrollment"
POWER_2015 = "https://kipdf.com/vanguard-research-january-2015_5afb2e1e8ead0e2a4b8b4620.html"
BY_PAY = "https://www.fool.com/retirement/2025/08/05/heres-the-vanguard-401k-participation-rates-by"
REACHED_BY_AGE = "https://myworldfix.com/older-workers-lead-401-k-contributions-amid-retirement-readiness-concerns"
BY_AGE = (
    "https://www.fool.com/retirement/2025/08/29/3-numbers-from-a-recent-study-can-tell-you-if-your"
)
REACHED_2024 = "https://awnewsday.com/13054.html"
REACHED_2023 = (
    "https://filmfanatics.net/most-people-earning-100k-or-more-are-making-this-huge-401k-mistake"
)
MAXIMIZING = "https://paperzz.com/doc/7099630/maximizing-the-match-in-dc-plans"
HBS = "https://www.hbs.edu/faculty/Pages/item.aspx?num=66414"
NBER = "https://nber.org/programs-projects/projects-and-centers/retirement-and-disability-research-center/center-papers/nb23-20"
PSCA = "https://planadviser.com/?p=36951"
MADRIAN_SHEA = "https://bookreadfree.com/352513/8673029"

ALL_PLANS_BY_PAY = (
    ("below $15,000", 1, 0.31),
    ("$15,000 to $29,999", 2, 0.49),
    ("$30,000 to $49,999", 3, 0.74),
    ("$50,000 to $74,999", 4, 0.86),
    ("$75,000 to $99,999", 5, 0.88),
    ("$100,000 to $149,999", 6, 0.90),
    ("$150,000 and more", 7, 0.95),
)
RATES_BY_AGE = (
    ("below 25", 0, 25, 0.055),
    ("25 to 34", 25, 35, 0.068),
    ("35 to 44", 35, 45, 0.073),
    ("45 to 54", 45, 55, 0.079),
    ("55 to 64", 55, 65, 0.093),
    ("65 and more", 65, 200, 0.101),
)
THOSE_SAVING = all_of(SAVES, FIRST_YEAR)
LIMIT_NOTE = (
    "In a voluntary plan in the year in which the rates are chosen, to which the shares were "
    "calibrated; the limit with the catch-up of one's age. Who was hired in the year seldom "
    "reaches it. Published of the participants of all plans: `at_limit_in_both_kinds`."
)
STARTS_BELOW, RISES = 0.55, 0.69
"""Shares of the plans that stand for those of 2012: default below the match, with increases."""
PLANS_OF_2012 = {
    "automatic_plan_rising": STARTS_BELOW * RISES,
    "automatic_plan": STARTS_BELOW * (1 - RISES),
    "automatic_plan_at_match": 1 - STARTS_BELOW,
}

BOTH_KINDS = {"vanguard_2024_automatic": 0.6, "vanguard_2024": 0.4}
"""Shares of the people by whether their plan enrolls: 0.6 x 94 + 0.4 x 64 = 82 % take part."""
SAVING_IN_BOTH_KINDS = {
    "vanguard_2024_automatic": round(0.6 * 0.94 / 0.82, 3),
    "vanguard_2024": round(0.4 * 0.64 / 0.82, 3),
}
"""The same of those who take part."""


def _voluntary_by_pay() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            text,
            round(of_all * 64 / 82, 3),
            {"vanguard_2024": 1},
            TAKES_PART,
            all_of(LAST_YEAR, f"job_level = {level}"),
        )
        for text, level, of_all in ALL_PLANS_BY_PAY
    )


def _rates_by_age(design: str, year: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            text,
            mean,
            {design: 1},
            RATE,
            all_of(SAVES, year, f"opening_age >= {youngest} and opening_age < {beyond}"),
            0.001,
        )
        for text, youngest, beyond, mean in RATES_BY_AGE
    )


def _share(of: str, published: float, design: str, who: str, value: str = TAKES_PART) -> Figure:
    return Figure(of, published, {design: 1}, value, who)


RESULTS: dict[str, Result] = {
    "automatic_hires_by_month": Result(
        "Participation after hire under automatic enrollment, hires of 2017 to 2019",
        "automatic_plan",
        POWER_2021,
        (
            _share("7 to 12 months after hire", 0.92, "automatic_plan", months(7, 12)),
            _share("37 to 42 months after hire", 0.92, "automatic_plan", months(37, 42)),
        ),
    ),
    "automatic_new_hires": Result(
        "Participation of the hires of 2010 to 2012 in mid-2013, automatic enrollment",
        "automatic_plan",
        POWER_2015,
        (_share("new hires", 0.91, "automatic_plan", all_of(FIFTH_YEAR, months(6, 42))),),
    ),
    "voluntary_new_hires": Result(
        "Participation of the hires of 2010 to 2012 in mid-2013, voluntary enrollment",
        "voluntary_plan",
        POWER_2015,
        (_share("new hires", 0.42, "voluntary_plan", all_of(FIFTH_YEAR, months(6, 42))),),
    ),
    "voluntary_plan_participation": Result(
        "Participation in voluntary plans, 2024",
        "voluntary_plan",
        INVESTMENT_NEWS,
        (
            _share("all who are eligible", 0.64, "voluntary_plan", LAST_YEAR),
            _share("under 25", 0.25, "voluntary_plan", all_of(LAST_YEAR, YOUNG)),
        ),
    ),
    "voluntary_plan_rates": Result(
        "Deferral rates of participants in voluntary plans, 2012",
        "voluntary_plan",
        MAXIMIZING,
        (
            Figure("mean", 0.073, {"voluntary_plan": 1}, RATE, all_of(SAVES, FIRST_YEAR), 0.001),
            Figure(
                "median",
                0.06,
                {"voluntary_plan": 1},
                RATE,
                all_of(SAVES, FIRST_YEAR),
                0.001,
                MEDIAN,
            ),
        ),
    ),
    "vanguard_2024_by_pay": Result(
        "Participation by pay in voluntary plans, 2024",
        "vanguard_2024",
        BY_PAY,
        _voluntary_by_pay(),
        "Published of all plans and scaled by 64/82, the rate of voluntary plans over that of all.",
    ),
    "vanguard_2024_voluntary": Result(
        "Participation in voluntary plans, 2024",
        "vanguard_2024",
        INVESTMENT_NEWS,
        (
            _share("all who are eligible", 0.64, "vanguard_2024", LAST_YEAR),
            _share("under 25", 0.25, "vanguard_2024", all_of(LAST_YEAR, YOUNG)),
        ),
    ),
    "vanguard_2024_first_year": Result(
        "Participation in the first year of eligibility",
        "vanguard_2024",
        MADRIAN_SHEA,
        (_share("new hires", 0.49, "vanguard_2024", months(0, 11)),),
    ),
    "vanguard_2024_automatic": Result(
        "Participation under automatic enrollment, 2024",
        "vanguard_2024",
        INVESTMENT_NEWS,
        (
            _share("all who are eligible", 0.94, "vanguard_2024_automatic", LAST_YEAR),
            _share("under 25", 0.90, "vanguard_2024_automatic", all_of(LAST_YEAR, YOUNG)),
        ),
    ),
    "vanguard_2024_rates_by_age": Result(
        "Mean deferral rate of participants by age, 2024",
        "vanguard_2024",
        BY_AGE,
        _rates_by_age("vanguard_2024", FIRST_YEAR),
        "In the year in which the rates are chosen.",
    ),
    "vanguard_2024_old": Result(
        "Participation from 65 on, 2024",
        "vanguard_2024",
        BY_AGE,
        (
            Figure(
                "65 and more, plans of both kinds",
                0.79,
                BOTH_KINDS,
                TAKES_PART,
                all_of(LAST_YEAR, OLD),
            ),
            _share(
                "65 and more, voluntary plans",
                round(0.79 * 64 / 82, 3),
                "vanguard_2024",
                all_of(LAST_YEAR, OLD),
            ),
        ),
        "After sixteen years. Published of all plans: 60 % of the people are in plans with "
        "automatic enrollment here, so that their 94 % and the others' 64 % make the 82 % of all; "
        "voluntary plans alone are scaled by 64/82.",
    ),
    "vanguard_2024_at_limit": Result(
        "Participants who reach the limit on deferrals, 2024",
        "vanguard_2024",
        REACHED_2024,
        (_share("of all participants", 0.14, "vanguard_2024", THOSE_SAVING, AT_LIMIT),),
        LIMIT_NOTE,
    ),
    "vanguard_2024_at_limit_by_pay": Result(
        "Pay of the participants who reach the limit on deferrals, 2023",
        "vanguard_2024",
        REACHED_2023,
        (
            _share(
                "paid $150,000 and more, of those who reach it",
                0.53,
                "vanguard_2024",
                all_of(THOSE_SAVING, "is_at_limit"),
                PAID_MOST,
            ),
        ),
        LIMIT_NOTE,
    ),
    "below_the_match": Result(
        "Participants below the match maximum under automatic enrollment",
        "automatic_plan, escalation_vanguard_2021",
        MAXIMIZING,
        (
            Figure("at first", 0.55, PLANS_OF_2012, BELOW_MATCH, all_of(SAVES, months(0, 11))),
            Figure(
                "after three years", 0.21, PLANS_OF_2012, BELOW_MATCH, all_of(SAVES, months(36, 47))
            ),
        ),
        "The source averages over 288 plans and names neither their defaults nor their matches. "
        f"Here {100 * STARTS_BELOW:.0f} % of the people are in plans that default to 3 % and "
        "match up to 6 %, the others in plans that default to those 6 %; the share is chosen so "
        f"that 55 % come out at first. Of the former, {100 * RISES:.0f} % have increases of one "
        f"point a year, as had automatic plans in 2024: <{INVESTMENT_NEWS}>. The 21 % follow from "
        "that and from the yearly probability of moving up to the match, which is calibrated to "
        "them. Whether the source observed them or assumes that nobody leaves the increases, as "
        "for another figure beside them, its text leaves open.",
    ),
    "still_rising": Result(
        "Still in the automatic increase after three years",
        "escalation_vanguard_2021",
        POWER_2021,
        (
            _share(
                "after the third date", 2 / 3, "automatic_plan_rising", "dates = 3", STILL_RISING
            ),
        ),
        "About two thirds; counted are those still employed.",
    ),
    "raised_on_the_first_date": Result(
        "Raised on the first date of the automatic increase, 21 plans",
        "escalation_hbs_2024",
        HBS,
        (_share("on the first date", 0.43, "escalation_hbs_2024", "dates = 1", STILL_RISING),),
    ),
    "cautious_first_date": Result(
        "Raised on the first date of the automatic increase, the lowest figure",
        "cautious",
        NBER,
        (_share("on the first date", 0.37, "cautious_automatic", "dates = 1", STILL_RISING),),
    ),
    "cautious_automatic": Result(
        "Participation in the first year of eligibility under automatic enrollment",
        "cautious",
        MADRIAN_SHEA,
        (_share("new hires", 0.86, "cautious_automatic", months(0, 11)),),
    ),
    "cautious_new_hires": Result(
        "Participation of the hires of 2010 to 2012 in mid-2013, voluntary enrollment",
        "cautious",
        POWER_2015,
        (_share("new hires", 0.42, "cautious", all_of(FIFTH_YEAR, months(6, 42))),),
    ),
    "cautious_young": Result(
        "Participation of the young in voluntary plans, 2024",
        "cautious",
        INVESTMENT_NEWS,
        (_share("under 25", 0.25, "cautious", all_of(FIFTH_YEAR, YOUNG)),),
    ),
    "cautious_rates": Result(
        "Mean deferral rate of those not highly compensated, 2007",
        "cautious",
        PSCA,
        (Figure("mean", 0.056, {"cautious": 1}, RATE, all_of(SAVES, FIRST_YEAR), 0.001),),
    ),
    "default_rates_by_age": Result(
        "Mean deferral rate of participants by age, 2024",
        "none: the catalogue's defaults",
        BY_AGE,
        _rates_by_age("defaults", FIRST_YEAR),
        "In the year in which the rates are chosen.",
    ),
    "default_at_limit": Result(
        "Participants who reach the limit on deferrals, 2024",
        "none: the catalogue's defaults",
        REACHED_2024,
        (_share("of all participants", 0.14, "defaults", THOSE_SAVING, AT_LIMIT),),
        LIMIT_NOTE,
    ),
    "default_still_rising": Result(
        "Still in the automatic increase after three years",
        "none: the catalogue's defaults",
        POWER_2021,
        (_share("after the third date", 2 / 3, "defaults_automatic", "dates = 3", STILL_RISING),),
    ),
    "default_first_year": Result(
        "Participation in the first year of eligibility",
        "none: the catalogue's defaults",
        MADRIAN_SHEA,
        (_share("new hires", 0.49, "defaults", months(0, 11)),),
    ),
    "default_automatic": Result(
        "Participation under automatic enrollment, 2024",
        "none: the catalogue's defaults",
        INVESTMENT_NEWS,
        (
            _share("all who are eligible", 0.94, "defaults_automatic", FIFTH_YEAR),
            _share("under 25", 0.90, "defaults_automatic", all_of(FIFTH_YEAR, YOUNG)),
        ),
    ),
    "rates_by_age_later": Result(
        "Mean deferral rate of participants by age, 2024",
        "vanguard_2024",
        BY_AGE,
        _rates_by_age("vanguard_2024", LAST_YEAR),
        not_reproduced="After sixteen years. People choose a rate by the age they have then. "
        "`behavior.rate_changes` can let them raise and lower it, but equally at all ages, and no "
        "published figure of a year's raises by age was found: the old keep what they chose "
        "when they were younger, and the differences between ages shrink.",
    ),
    "at_limit_in_both_kinds": Result(
        "Participants who reach the limit on deferrals in plans of both kinds, 2024",
        "vanguard_2024",
        REACHED_2024,
        (Figure("of all participants", 0.14, SAVING_IN_BOTH_KINDS, AT_LIMIT, THOSE_SAVING),),
        not_reproduced="In the year in which the rates are chosen. Published of all participants, "
        "of whom 69 % are in plans with automatic enrollment here: there, only those who choose a "
        "rate themselves reach the limit, and the others stay at the default. The shares by pay "
        "were calibrated to a voluntary plan, where the same 14 % come out.",
    ),
    "at_limit_by_age": Result(
        "Participants who reach the limit on deferrals by age, 2024",
        "vanguard_2024",
        REACHED_BY_AGE,
        (
            _share("below 25", 0.03, "vanguard_2024", all_of(THOSE_SAVING, YOUNG), AT_LIMIT),
            _share(
                "55 to 64",
                0.19,
                "vanguard_2024",
                all_of(THOSE_SAVING, "opening_age >= 55 and opening_age < 65"),
                AT_LIMIT,
            ),
        ),
        not_reproduced="In the year in which the rates are chosen. The share that reaches the "
        "limit goes by pay alone, and pay does not rise with age in this company.",
    ),
    "at_limit_later": Result(
        "Participants who reach the limit on deferrals, 2024",
        "vanguard_2024",
        REACHED_2024,
        (_share("of all participants", 0.14, "vanguard_2024", all_of(SAVES, LAST_YEAR), AT_LIMIT),),
        not_reproduced="After sixteen years. The rate that reaches the limit is that of the year "
        "in which it is chosen: nobody raises it at 50 to add the catch-up.",
    ),
    "voluntary_at_the_start": Result(
        "Participation in voluntary plans, 2024",
        "vanguard_2024",
        INVESTMENT_NEWS,
        (_share("all who are eligible", 0.64, "vanguard_2024", FIRST_YEAR),),
        not_reproduced="In the first year, of a census without deferral rates: its employees begin "
        "with the probability of having enrolled on entry or in a year since, and the yearly "
        "probabilities of later enrollment are too low to make up for the young who stayed "
        "outside. A census with deferral rates has no such start.",
    ),
}
