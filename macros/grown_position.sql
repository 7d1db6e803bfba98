{#-
    The number of the n-th position that growth opens. Those of the group (others) follow
    the census's; departments that grow at rates of their own take turns above 20 million, so
    that the number of one group's positions never moves another's. Below 2^26, as person_slot
    and person_year_key need it.
-#}
{% macro grown_position(n, headcount, group_number, named_groups) -%}
case
    when {{ group_number }} = 0 then {{ headcount }} + {{ n }}
    else 20000000 + ({{ n }} - 1) * {{ named_groups }} + {{ group_number }}
end
{%- endmacro %}
