{#- The share of the employer's money that is vested after some years of service. -#}
{% macro vested_share(schedule, service_years, cliff_years, graded_share) -%}
cast(
    case {{ schedule }}
        when 'immediate' then 1
        when 'cliff' then case when {{ service_years }} >= {{ cliff_years }} then 1 else 0 end
        else {{ graded_share }}
    end as decimal(9, 6)
)
{%- endmacro %}
