"""Where empirical and legal figures come from: each address stands here once."""

AUTOMATIC_DEFAULT = "Average default rate 4.1 %: https://planadviser.com/fidelity-auto-default-contribution-rate-hits-time-high-4-1"
COMMON_MATCH = (
    "50 % of the first 6 % was the most common fixed match: https://planadviser.com/?p=36951"
)
MATCH_REACHED = "Below the match maximum in plans with automatic enrollment: 55 % at first, 21 % after three years: https://paperzz.com/doc/7099630/maximizing-the-match-in-dc-plans"
STILL_INCREASING = "About two thirds still in the default escalator after three years, 1 - (2/3)^(1/3) a year, Vanguard 2021: https://institutional.vanguard.com/VGApp/iip/site/institutional/researchcommentary/article/InvComPowerAutoEnrollment"
FIRST_ESCALATION = "43, 40 and 37 % actually escalate on the first escalation date: https://www.hbs.edu/faculty/Pages/item.aspx?num=66414, https://socialprotection.org/discover/publications/smaller-we-thought-effect-automatic-savings-policies, https://nber.org/programs-projects/projects-and-centers/retirement-and-disability-research-center/center-papers/nb23-20"
OPT_OUT = "Calibrated, together with those who join later, to participation of 94 % overall, 90 % under 25 in plans with automatic enrollment, Vanguard 2024: https://www.investmentnews.com/retirement-planning/whos-still-falling-behind-vanguard-report-shows-retirement-divide-despite-record-participation/261067"
PARTICIPATION_BY_PAY = "Participation by pay, Vanguard 2024: https://www.fool.com/retirement/2025/08/05/heres-the-vanguard-401k-participation-rates-by scaled by 64/82, the rate of voluntary plans over that of all plans: https://www.investmentnews.com/retirement-planning/whos-still-falling-behind-vanguard-report-shows-retirement-divide-despite-record-participation/261067"
PARTICIPATION_BY_AGE = "54 % under 25 against 82 % overall, Vanguard 2024: https://www.fool.com/retirement/2025/08/29/3-numbers-from-a-recent-study-can-tell-you-if-your"
FIRST_YEAR_PARTICIPATION = "Calibrated to 49 % in the first year of eligibility, Madrian and Shea 2001: https://bookreadfree.com/352513/8673029"
DEFERRAL_BY_AGE = "Mean rates by age 5.5, 6.8, 7.3, 7.9, 9.3, 10.1 %, Vanguard 2024; round rates weigh more: https://www.fool.com/retirement/2025/08/29/3-numbers-from-a-recent-study-can-tell-you-if-your"
TENURE_BY_AGE = "Shape after median tenure 2.7 years at 25-34, 9.6 at 55-64, BLS January 2024: https://www.bls.gov/news.release/tenure.htm"
SHORT_TENURE = "Shape after 22 % of workers with a year of tenure or less, BLS January 2024: https://www.bls.gov/news.release/tenure.htm"
AGE_AND_SERVICE = (
    "26 USC 410(a)(1): at most 21 years of age and, before deferrals, one year of service"
)
TWO_YEARS = "26 USC 410(a)(1)(B)(i): up to two years where all is then vested"
ELIGIBILITY_SERVICE = (
    "26 USC 410(a)(3)(A): 1,000 hours in a period of twelve months; 26 CFR 1.410(a)-7: elapsed time"
)
COMPUTATION_PERIODS = "26 USC 410(a)(3)(A), 29 CFR 2530.202-2"
LONG_TERM_PART_TIME = "26 USC 401(k)(2)(D)(ii), (15): 500 hours in each of two (before 2025 three) consecutive periods of twelve months since 2021"
VESTING = "26 USC 411(a)(2)(B): at most a three-year cliff, or two to six years graded"
CATCH_UP = "26 USC 414(v): a plan may offer it"
SUPER_CATCH_UP = "26 USC 414(v)(2)(E): a plan may offer it"
WAGE_BASE = "42 USC 430(b): with the national average wage index, to the nearest 300 dollars"
TRUE_UP = "A plan's choice: https://www.verrill-law.com/benefits-law-update/401k-plan-matching-contributions-to-true-up-or-not-true-up/"
PAY_LIMIT_READINGS = "26 USC 401(a)(17); the readings where a document is silent: https://benefitslink.com/boards/topic/46093-401a17-and-match-per-pay-period"
CONDITIONS = "26 USC 410(a), 401(k)(12): a condition of at most 1,000 hours or of the last day, not on a safe harbor match"
PERMITTED_DISPARITY = "26 USC 401(l)(2), 26 CFR 1.401(l)-2(d)"
YEAR_OF_SERVICE = (
    "26 USC 411(a)(5): 1,000 hours in a period of twelve months; 26 CFR 1.410(a)-7: elapsed time"
)
NORMAL_RETIREMENT = "26 USC 411(a), 411(a)(8): vested in full at normal retirement age, at the latest the later of 65 and the fifth anniversary of participation"
ROTH_CATCH_UP = "26 USC 414(v)(7), 26 CFR 1.414(v)-2(b)(2): https://www.govinfo.gov/content/pkg/FR-2025-09-16/html/2025-17865.htm"
FORFEITURES = (
    "Proposed 26 CFR 1.401-7: https://www.govinfo.gov/content/pkg/FR-2023-02-27/html/2023-03778.htm"
)
SAFE_HARBOR = "26 USC 401(k)(12), (13) and 401(m)(11), (12)"
STAYERS_RAISES = "Together 3 %; pay of those who stayed with their employer rose by 3.2 % in 2021, Atlanta Fed: https://ritholtz.com/2021/11/quitters-get-raises/"
INCREASE_STEP = "Nearly everyone keeps a displayed step of one point, Voya: https://plansponsor.com/higher-default-auto-escalation-rates-could-mean-fewer-opt-outs-voya-study-shows/"
MANDATORY_INCREASE = "26 USC 414A(b)(3): a point on the first day of each plan year after a completed year, to at least 10 and at most 15 %, where automatic enrollment is mandatory: https://taxnotes.com/research/federal/usc26/414A"
DEFERRAL_LIMIT = "26 USC 402(g)"
PAY_LIMIT = "26 USC 401(a)(17)"
ADDITIONS_LIMIT = "26 USC 415(c)"
HCE_PAY = "26 USC 414(q)(1)(B)"
CATCH_UP_LIMIT = "26 USC 414(v)(2)(B)"
SUPER_CATCH_UP_LIMIT = "26 USC 414(v)(2)(E)"
TESTING_METHOD = "26 USC 401(k)(3)(A) and 401(m)(2)(A): the preceding year's average, or by election the current year's"
FIRST_PLAN_YEAR = "26 USC 401(k)(3)(E) and 401(m)(3): 3 %, or by election the first plan year's own"
EARLY_PARTICIPATION = "26 USC 401(k)(3)(F) and 401(m)(5)(C)"
PART_TIMERS_IN_TESTS = "26 USC 401(k)(15)(B)(i)(II), (ii): an election of the employer"
TOP_PAID_GROUP = "26 USC 414(q)(1)(B)(ii), (3) and (5)"
KEY_EMPLOYEE = "26 USC 416(i)(1): an officer by duties; the job level stands for them"
MANDATORY_ENROLLMENT = "26 USC 414A(c): https://taxnotes.com/research/federal/usc26/414A"
ASSUMPTION = "An assumption without a published source: replace it by your own experience"
