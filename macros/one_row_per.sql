{#- Returns the keys that several rows share or that have a null: the grain is not as declared. -#}
{% test one_row_per(model, columns) %}

    select
        {{ columns | join(', ') }},
        count(*) as rows_found

    from {{ model }}

    group by {{ columns | join(', ') }}

    having
        count(*) > 1
        {%- for column in columns %}
        or {{ column }} is null
        {%- endfor %}

{% endtest %}
