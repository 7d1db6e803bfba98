{#-
    The probability with which somebody opts out of an increase that is due, inside the loop
    of elections: on the first date on which one can be due to them it may be another.
-#}
{% macro stopping_rate() -%}
coalesce(
    case
        when plan_year = greatest(enrolled_year + increase_after_years, increases_since)
            then increase_first_opt_out_rate
    end,
    increase_opt_out_rate
)
{%- endmacro %}
