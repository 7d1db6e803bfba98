{#-
    The first entry date on or after a day, on the plan's schedule. Entry no later than six
    months after age and service are met or the next plan year, whichever is first, is what
    26 USC 410(a)(4) asks for.
-#}
{% macro next_entry_date(day, schedule) -%}
{%- set before = '(' ~ day ~ " - interval '1 day')" -%}
cast(
    case {{ schedule }}
        when 'monthly' then date_trunc('month', {{ before }}) + interval '1 month'
        when 'quarterly' then date_trunc('quarter', {{ before }}) + interval '3 months'
        when 'semiannual'
            then
                date_trunc('year', {{ before }})
                + case
                    when extract(month from {{ before }}) <= 6 then interval '6 months'
                    else interval '12 months'
                end
        when 'annual' then date_trunc('year', {{ before }}) + interval '12 months'
        else {{ day }}
    end as date
)
{%- endmacro %}
