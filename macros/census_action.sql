{#-
    What is done about a problem of a census, by its field, its words and what becomes of the row.
-#}
{% macro census_action(field, problem, outcome) -%}
    case
        when {{ problem }} in ('terminated', 'empty', 'total or remark') then 'rows left out'
        when {{ problem }} in ('after the census date', 'row repeated') then 'row left out'
        when {{ problem }} = 'names of columns again' then 'row left out'
        when {{ outcome }} = 'rejected' then 'row rejected'
        when {{ problem }} = 'under 1,000' then 'taken as written'
        when {{ problem }} = 'a fraction among percentages' then 'read as fraction'
        when {{ problem }} = 'unlike its column' and {{ field }} = 'deferral_rate'
            then 'read as percent'
        when {{ problem }} = 'unlike its column' then 'read in the only order possible'
        when {{ problem }} = 'repeated' then 'kept under the id with a number'
        when {{ field }} = 'employee_id' then 'id made from the row number'
        when {{ field }} in ('birth_date', 'age') then 'assumed from the age or hire date'
        when {{ field }} = 'annual_pay' then 'made from the hourly pay'
        when {{ field }} = 'hours_per_week' then 'taken as 40 where pay is by the hour'
        when {{ field }} = 'job_level' then 'assumed from the pay'
        when {{ field }} = 'deferral_rate' then 'taken as unknown'
        when {{ field }} in ('employer_balance', 'ownership') then 'taken as none'
        when {{ problem }} = 'before the hire date' then 'taken as hired again'
        else 'taken as employed'
    end
{%- endmacro %}
