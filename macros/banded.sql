{#-
    A banded parameter spread over whole numbers: one row per scenario and value from 0 to
    `last`, so that a lookup is an equality and not a range.
-#}
{% macro banded(parameter, last) -%}
select
    bands.scenario_key,

    cast(numbers.n as integer) as n,

    bands.value
from {{ source('inputs', 'bands') }} as bands

inner join (select unnest(range(0, {{ last }} + 1)) as n) as numbers
    on
        numbers.n >= bands.lower_bound
        and (bands.upper_bound is null or numbers.n < bands.upper_bound)

where bands.parameter = '{{ parameter }}'
{%- endmacro %}
