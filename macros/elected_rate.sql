{#-
    The deferral rate that an election leads to, inside the loop of elections. Who chooses a
    rate and follows the match chooses its top, where there is a match; who has no rate of
    their own reaches the limit on deferrals with it.
-#}
{% macro elected_rate() -%}
case
    when choice is null then opening_rate
    when choice = {{ election_reason('automatic') }} then default_rate
    when choice in ({{ election_reason('voluntary') }}, {{ election_reason('later') }})
        then
            case
                when follows_match and match_top > 0 then match_top
                else coalesce(chosen_rate, {{ rate_at_limit('deferral_limit', 'opening_pay') }})
            end
    when choice = {{ election_reason('match_seeking') }} then match_top
    when choice = {{ election_reason('stopped') }} then 0
    when choice = {{ election_reason('lowered') }} then opening_rate - change_step
    when choice = {{ election_reason('raised') }} then least(1, opening_rate + change_step)
    else opening_rate
end
{%- endmacro %}
