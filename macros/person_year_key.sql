{#-
    A person's year as one whole number, by which the loop of elections finds next year's row:
    that is the number plus one. `stream` numbers workforces and replicates; below 2^33
    people and 2^6 years a stream, 2^24 streams fit.
-#}
{% macro person_year_key(stream, person_number, year_number) -%}
(
    (cast({{ stream }} as bigint) * 8589934592 + {{ person_number }}) * 64
    + cast({{ year_number }} as bigint)
)
{%- endmacro %}
