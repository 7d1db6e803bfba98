{#-
    Sixty times a driver's part by Shapley: what the driver adds to each coalition of the four
    others, in the mean over all orders in which the five can come. Of 120 orders 24, 6, 4, 6 and
    24 have a given 0, 1, 2, 3 and 4 of the others before the driver; half of these are the weights.
    Whole numbers, so that parts sum to the whole and what does not differ has exactly 0.
-#}
{% macro shapley_sum(driver) -%}
sum(
    cost_cents * case
        when has_{{ driver }} then
            case members when 1 then 12 when 2 then 3 when 3 then 2 when 4 then 3 else 12 end
        else
            -case members when 0 then 12 when 1 then 3 when 2 then 2 when 3 then 3 else 12 end
    end
)
{%- endmacro %}
