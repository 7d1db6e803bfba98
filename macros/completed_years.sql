{#- Whole years from one date to another: the last anniversary counts on its day. -#}
{% macro completed_years(since, until) -%}
(
    cast(extract(year from {{ until }}) as integer)
    - cast(extract(year from {{ since }}) as integer)
    - case
        when
            extract(month from {{ until }}) * 100 + extract(day from {{ until }})
            < extract(month from {{ since }}) * 100 + extract(day from {{ since }})
            then 1
        else 0
    end
)
{%- endmacro %}
