{#-
    A deferral, in millionths of cents, over pay in cents: whole millionths, which lie between the
    same bounds as the quotient itself. What is deferred of no pay is beyond all tiers.
-#}
{% macro tier_position(deferral_points, pay) -%}
case
    when {{ pay }} > 0 then least({{ deferral_points }} // {{ pay }}, {{ beyond_all_tiers() }} - 1)
    else {{ beyond_all_tiers() }} - 1
end
{%- endmacro %}
