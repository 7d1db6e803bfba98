{#-
    `active`, `terminated` or null for the words and letters that payroll systems export as a
    person's employment status, a code before the word aside, as in `T - Terminated`. People on
    leave or suspended are still employed; retired and deceased people are not.
-#}
{% macro parse_status(text) -%}
    {%- set word = "regexp_replace(lower(" ~ text ~ "), '^[a-z0-9]{1,2} ?[-:/] ?', '')" -%}
    {%- set word = "regexp_replace(" ~ word ~ ", '[^a-z0-9]', '', 'g')" -%}
    {%- set active = [
        'active', 'current', 'employed', 'fulltime', 'parttime', 'regular', 'perm', 'temp',
        'seasonal', 'probation', 'leave', 'loa', 'onleave', 'paidleave', 'unpaidleave', 'suspend',
        'workbreak', 'shortworkbreak'
    ] -%}
    {%- set terminated = [
        'term', 'inactive', 'retire', 'deceased', 'quit', 'resign', 'separat', 'left', 'former',
        'discharge', 'dismiss'
    ] -%}
    case
        when
            {{ word }} in ('a', 'act', 'e', 'l', 'p', 's', 'w', '1', 'y', 'yes', 'true', 'ft', 'pt')
            or regexp_matches({{ word }}, '^({{ active | join("|") }})')
            then 'active'
        when
            {{ word }} in ('t', 'i', 'u', 'd', 'r', 'ret', 'q', 'x', '0', 'n', 'no', 'false')
            or regexp_matches({{ word }}, '^({{ terminated | join("|") }})')
            then 'terminated'
    end
{%- endmacro %}
