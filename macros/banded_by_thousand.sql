{#- A pay-banded parameter spread over whole thousands: see `banded`. -#}
{% macro banded_by_thousand(parameter) -%}
select
    bands.scenario_key,

    thousands.pay_thousand,

    bands.value
from bands

inner join thousands
    on
        bands.lower_bound <= thousands.pay_thousand * 1000
        and (bands.upper_bound is null or bands.upper_bound > thousands.pay_thousand * 1000)

where bands.parameter = '{{ parameter }}'
{%- endmacro %}
