{#-
    One year of positions: who leaves, who follows, when.

    From a relation of position-years (hire_date of the occupant on 1 January or null,
    is_open, leaving_rate, retirement_rate, the year's rates and its draws) it adds the
    occupant's leave_date, the first successor's first_hire_date and first_leave_date, and
    the second successor's second_hire_date. One draw decides between leaving, retiring and
    staying, so that a higher rate never keeps somebody whom a lower one lost. Nobody leaves
    on 31 December, so that a successor can start by then; while hiring is frozen nobody
    follows. Read by the loop and by the model that lists its people, so that both see the
    same year.
-#}
{% macro turnover(relation) -%}
select
    *,
    case
        when first_leave_date is not null
            then least(first_leave_date + time_to_fill_days, year_end)
    end as second_hire_date
from (
    select
        *,
        case
            when first_hire_date < year_end and first_year_draw < 1 - power(
                1 - cast(first_year_rate as double),
                (year_end - first_hire_date) / cast(days_in_year as double)
            )
                then first_hire_date + cast(
                    floor(first_year_day_draw * (year_end - first_hire_date)) as integer
                )
        end as first_leave_date
    from (
        select
            *,
            case
                when not is_open or is_hiring_frozen then null
                when hire_date is null
                    then year_start + cast(floor(day_draw * days_in_year) as integer)
                when leave_date is not null
                    then least(leave_date + time_to_fill_days, year_end)
            end as first_hire_date
        from (
            select
                *,
                case
                    when
                        hire_date is not null
                        and (
                            leaving_draw < leaving_rate + (1 - leaving_rate) * retirement_rate
                            or not is_open
                        )
                        then year_start + cast(floor(day_draw * (days_in_year - 1)) as integer)
                end as leave_date
            from {{ relation }}
        )
    )
)
{%- endmacro %}
