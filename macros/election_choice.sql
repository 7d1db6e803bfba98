{#-
    What somebody elects in a year by themselves or by default, inside the loop of
    elections: the number of a reason, or null. Before entry nothing; in the year of entry
    what int_entry_elections says; outside the plan a sweep comes before a later enrollment;
    participants go to the top of the match first, unless they defer as much as the law allows
    already, then a draw decides between stopping,
    raising, lowering and leaving the rate. Low draws stop, high ones lower the rate and the
    middle raises it, so that another probability of the one leaves the others as they are;
    where it reaches into the middle, the middle moves aside.
-#}
{% macro election_choice() -%}
case
    when is_outside and not is_eligible
        then case when extract(year from entry_date) = plan_year then entry_reason_number end
    when joins_by_sweep then {{ election_reason('sweep') }}
    when
        is_outside
        and own_date is not null
        and later_enrollment_draw < later_rate * later_by_age * later_by_tenure
        then {{ election_reason('later') }}
    when is_outside then case when sweeps then {{ election_reason('opt_out') }} end
    when own_date is null then null
    when
        (opening_rate < match_top or (is_at_old_top and match_top > 0))
        and opening_rate <> match_top
        and match_seeking_draw
        < case when is_at_old_top then match_reaction_rate else match_seeking_rate end
        and (
            opening_rate > match_top
            or {{ millionths('opening_rate') }} * {{ cents('opening_pay') }}
            < {{ cents('deferral_limit') }} * 1000000
        )
        then {{ election_reason('match_seeking') }}
    when change_draw < stop_rate * stop_multiplier then {{ election_reason('stopped') }}
    when change_draw < raised_from then null
    when change_draw >= lowered_from
        then case when opening_rate > change_step then {{ election_reason('lowered') }} end
    when change_draw < greatest(raised_from, stop_rate * stop_multiplier) + raise_rate
        then {{ election_reason('raised') }}
end
{%- endmacro %}
