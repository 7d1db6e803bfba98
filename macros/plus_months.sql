{#-
    The day on which some months since a day are complete: the first of the next month where
    a month has no such day, so that those born on 29 February grow older on 1 March in common
    years, as `completed_years` counts.
-#}
{% macro plus_months(day, months) -%}
{%- set later = 'cast(' ~ day ~ ' + to_months(cast(' ~ months ~ ' as integer)) as date)' -%}
(
    {{ later }}
    + case when extract(day from {{ later }}) < extract(day from {{ day }}) then 1 else 0 end
)
{%- endmacro %}
