{#-
    `active`, `terminated` or null for the words and letters that payroll systems export as a
    person's employment status. People on leave, laid off for a short time or suspended are still
    employed; retired and deceased people are not.
-#}
{% macro parse_status(text) -%}
    case
        when
            lower({{ text }}) in (
                'a', 'act', 'active', 'current', 'employed', 'e', 'l', 'leave', 'loa', 'on leave',
                'leave of absence', 'leave with pay', 'paid leave', 'p', 's', 'suspended', 'w',
                'work break', 'short work break', 'full time', 'full-time', 'fulltime',
                'part time', 'part-time', 'parttime', 'regular', 'temporary', '1', 'y', 'yes',
                'true'
            )
            then 'active'
        when
            lower({{ text }}) in (
                't', 'term', 'termed', 'terminated', 'terminated with pay', 'i', 'inactive', 'u',
                'd', 'deceased', 'r', 'ret', 'retired', 'retired with pay', 'q', 'quit', 'resigned',
                'separated', 'left', 'former', 'x', '0', 'n', 'no', 'false'
            )
            then 'terminated'
    end
{%- endmacro %}
