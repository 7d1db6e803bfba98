{#-
    A uniform number in [0, 1) for (seed, id, year, purpose): the same on every engine, in
    every scenario, in any order of rows.

    All arithmetic is on whole numbers below 2^63: id < 5.8e9; seed and purpose < 2^31.
    Two cubings modulo two primes mix the bits; the primes p satisfy p = 2 (mod 3), so
    that cubing is a permutation. A hash function of the engine would be faster to write,
    but changes between versions and correlates between streams.
-#}
{% macro draw(seed, id, year, purpose) -%}
{%- set p = '2147483579' -%}
{%- set q = '2147483549' -%}
{%- set s = 'cast(' ~ seed ~ ' as bigint)' -%}
{%- set y = 'cast(' ~ year ~ ' as bigint)' -%}
{%- set u = 'cast(' ~ purpose ~ ' as bigint)' -%}
{%- set i = 'cast(' ~ id ~ ' as bigint)' -%}
{%- set k = 'mod(' ~ s ~ ' * 776531401 + ' ~ y ~ ' * 987654323 + ' ~ u ~ ' * 603211379, ' ~ p ~ ')' -%}
{%- set l = 'mod(' ~ s ~ ' * 912345671 + ' ~ y ~ ' * 459876521 + ' ~ u ~ ' * 870123449 + 7, ' ~ q ~ ')' -%}
{%- set x = cubed('mod(' ~ i ~ ' * 1566083941 + ' ~ k ~ ', ' ~ p ~ ')', p) -%}
{%- set z = cubed('mod(' ~ x ~ ' * 1407677000 + ' ~ l ~ ', ' ~ q ~ ')', q) -%}
(cast({{ z }} as double) / {{ q }})
{%- endmacro %}
