"""Where empirical and legal figures come from: each address stands here once."""

AUTOMATIC_DEFAULT = "Average default rate 4.1 %: https://planadviser.com/fidelity-auto-default-contribution-rate-hits-time-high-4-1"
COMMON_MATCH = (
    "50 % of the first 6 % was the most common fixed match: https://planadviser.com/?p=36951"
)
MATCH_REACHED = "Below the match maximum in plans with automatic enrollment: 55 % at first, 21 % after three years: https://paperzz.com/doc/7099630/maximizing-the-match-in-dc-plans"
STILL_INCREASING = "About two thirds still in the default escalator after three years, Vanguard 2021: https://institutional.vanguard.com/VGApp/iip/site/institutional/researchcommentary/article/InvComPowerAutoEnrollment"
OPT_OUT = "Participation 94 % overall, 90 % under 25 in plans with automatic enrollment, Vanguard 2024: https://www.investmentnews.com/retirement-planning/whos-still-falling-behind-vanguard-report-shows-retirement-divide-despite-record-participation/261067"
PARTICIPATION_BY_PAY = "Participation by pay, Vanguard 2024: https://www.fool.com/retirement/2025/08/05/heres-the-vanguard-401k-participation-rates-by scaled by 64/82, the rate of voluntary plans over that of all plans: https://www.investmentnews.com/retirement-planning/whos-still-falling-behind-vanguard-report-shows-retirement-divide-despite-record-participation/261067"
PARTICIPATION_BY_AGE = "54 % under 25 against 82 % overall, Vanguard 2024: https://www.fool.com/retirement/2025/08/29/3-numbers-from-a-recent-study-can-tell-you-if-your"
FIRST_YEAR_PARTICIPATION = "49 % in the first year of eligibility, Madrian and Shea 2001: https://bookreadfree.com/352513/8673029 against 64 %"
DEFERRAL_BY_AGE = "Mean rates by age 5.5, 6.8, 7.3, 7.9, 9.3, 10.1 %, Vanguard 2024; round rates weigh more: https://www.fool.com/retirement/2025/08/29/3-numbers-from-a-recent-study-can-tell-you-if-your"
TENURE_BY_AGE = "Shape after median tenure 2.7 years at 25-34, 9.6 at 55-64, BLS January 2024: https://www.bls.gov/news.release/tenure.htm"
SHORT_TENURE = "Shape after 22 % of workers with a year of tenure or less, BLS January 2024: https://www.bls.gov/news.release/tenure.htm"
AGE_AND_SERVICE = (
    "26 USC 410(a)(1): at most 21 years of age and, before deferrals, one year of service"
)
VESTING = "26 USC 411(a)(2)(B): at most a three-year cliff, or two to six years graded"
CATCH_UP = "26 USC 414(v): a plan may offer it"
SUPER_CATCH_UP = "26 USC 414(v)(2)(E): a plan may offer it"
SAFE_HARBOR = "26 USC 401(k)(12), (13) and 401(m)(11), (12)"
ASSUMPTION = "An assumption without a published source: replace it by your own experience"
