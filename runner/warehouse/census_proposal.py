"""Which columns of a file are likely to be ours: by what they are called and what is in them.

What is in a column is judged by the census models: each column's values are tried as every field.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runner.parameters.catalogue import CENSUS_COLUMNS
from runner.warehouse.census import create_tables
from runner.warehouse.census_names import names_of
from runner.warehouse.census_source import plain_title, positions
from runner.warehouse.models import build_models

ROWS_TRIED = 400

_COLUMNS_TRIED = 300
_LEAST_PLAUSIBLE = 0.5
_LEAST_ALIKE = 0.85
_SURE = 0.9
_TEXTS = ("employee_id", "department", "location", "gender")


@dataclass(frozen=True)
class Content:
    """Of the values of a column, the shares that can be each of our fields, and their middle."""

    values: int
    shares: Mapping[str, float]
    median_amount: float | None

    def can_be(self, name: str, least: float = _LEAST_PLAUSIBLE) -> bool:
        """Whether enough values can be this field; of a column without values, any can."""
        return not self.values or self.shares.get(name, 1.0) >= least


class Proposal(NamedTuple):
    """One of our columns, the position of theirs, and how it was found."""

    name: str
    position: int
    found_by: str


def propose(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    as_of: dt.date,
    given: Mapping[str, str],
) -> list[Proposal]:
    """Match our columns with those of a file, the likeliest first and each once.

    ``given`` is what the user said. A name in it that the file does not have, or has twice, is
    left to be told when the file is read.
    """
    chosen: dict[str, Proposal] = {}
    for name, theirs in given.items():
        if len(found := positions(theirs, titles)) == 1:
            chosen[name] = Proposal(name, found[0], "given")
    titles = titles[:_COLUMNS_TRIED]
    contents = _contents(titles, rows, as_of)
    candidates = sorted(_candidates(titles, contents), key=lambda each: -each[0])
    for _, proposal in candidates:
        taken = {each.position for each in chosen.values()}
        if proposal.name not in {*given, *chosen} and proposal.position not in taken:
            chosen[proposal.name] = proposal
    for proposal in _by_content(contents, chosen, given):
        chosen[proposal.name] = proposal
    return sorted(chosen.values(), key=lambda each: CENSUS_COLUMNS.index(each.name))


def _candidates(
    titles: Sequence[str], contents: Sequence[Content]
) -> Iterator[tuple[float, Proposal]]:
    for position, title in enumerate(titles):
        for name in CENSUS_COLUMNS:
            score, found_by = _likeness(name, title)
            if score and contents[position].can_be(name):
                yield score, Proposal(name, position, found_by)


def _likeness(name: str, title: str) -> tuple[float, str]:
    """How sure it is that a title means our column, from 0 to 1, and by what."""
    plain, usual = plain_title(title), names_of(name)
    if plain == usual[0]:
        return 1.0, "our name"
    if plain in usual:
        return 0.95 - 0.001 * usual.index(plain), "usual name"
    words = set(plain.split("_"))
    for rank, known in enumerate(usual):
        parts = known.split("_")
        if len(parts) > 1 and words.issuperset(parts):
            return 0.85 - 0.001 * rank, "similar name"
    alike = max(_alike(plain, known) for known in usual)
    return (0.8 * alike, "similar name") if alike >= _LEAST_ALIKE else (0.0, "")


def _alike(one: str, other: str) -> float:
    """How like two texts are, from 0 to 1; 0 where a glance shows that they are not."""
    matcher = difflib.SequenceMatcher(None, one, other)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _LEAST_ALIKE:
        return 0.0
    return matcher.ratio()


def _by_content(
    contents: Sequence[Content], chosen: Mapping[str, Proposal], given: Mapping[str, str]
) -> Iterator[Proposal]:
    """What is required and was not found by its name, if only one column can be it."""
    taken = {each.position for each in chosen.values()}
    left = [
        (position, content)
        for position, content in enumerate(contents)
        if position not in taken and content.values
    ]
    if not {"hire_date"} & {*chosen, *given}:
        dates = [
            place
            for place, each in left
            if each.can_be("hire_date", _SURE) and not each.median_amount
        ]
        if len(dates) == 1:
            yield Proposal("hire_date", dates[0], "content")
    if not {"annual_pay", "hourly_pay"} & {*chosen, *given}:
        pays = [place for place, each in left if each.can_be("annual_pay", _SURE)]
        if len(pays) == 1:
            yield Proposal("annual_pay", pays[0], "content")


_TRIED = """
    select
        cast(census_id as integer) as position,
        count(coalesce(hire_date_text, department)) as filled,
        avg(
            case when coalesce(hire_date_problem, later) = later then 1 else 0 end
        ) as hire_date,
        avg(case when termination_date is null then 0 else 1 end) as termination_date,
        avg(case when birth_date is null or birth_date > hire_limit then 0 else 1 end)
            as birth_date,
        avg(case when age between 14 and 100 then 1 else 0 end) as age,
        avg(case when status is null then 0 else 1 end) as status,
        avg(case when annual_pay_problem is null then 1 else 0 end) as annual_pay,
        avg(case when hourly_amount > 0 and hourly_amount < 1000 then 1 else 0 end) as hourly_pay,
        avg(case when hours_per_week_problem is null then 1 else 0 end) as hours_per_week,
        avg(case when job_level_problem is null then 1 else 0 end) as job_level,
        avg(case when deferral_rate_problem is null then 1 else 0 end) as deferral_rate,
        avg(case when employer_balance_problem is null then 1 else 0 end) as employer_balance,
        avg(case when ownership_problem is null then 1 else 0 end) as ownership,
        median(employer_balance) as median_amount
    from (
        select
            *,
            as_of - interval '14' year as hire_limit,
            employer_balance as hourly_amount,
            'after the census date' as later
        from staging.stg_census_checked
        where department is not null
    )
    group by census_id
"""


def _contents(
    titles: Sequence[str], rows: Sequence[Sequence[str]], as_of: dt.date
) -> list[Content]:
    """What the census models make of each column when its values stand in all fields."""
    import duckdb

    tried = [name for name in CENSUS_COLUMNS if name not in _TEXTS]
    with duckdb.connect() as connection:
        create_tables(connection)
        for position in range(len(titles)):
            values = [row[position] if position < len(row) else "" for row in rows]
            connection.execute(
                "insert into inputs.censuses values (?, '', ?, null, null)", [str(position), as_of]
            )
            connection.execute(
                "insert into inputs.census_rows "
                f"(census_id, row_number, department, {', '.join(tried)}) "
                f"select ?, row_number() over (), text{', text' * len(tried)} "
                "from (select unnest(from_json(?::json, '[\"VARCHAR\"]')) as text)",
                [str(position), json.dumps(values)],
            )
        build_models(connection, ("stg_census_checked",))
        found = connection.execute(_TRIED)
        names = [column[0] for column in found.description or []]
        measured = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    nothing = Content(0, {}, None)
    return [
        _content(measured[position]) if position in measured else nothing
        for position in range(len(titles))
    ]


def _content(measured: dict[str, float]) -> Content:
    shares = {name: share for name, share in measured.items() if name in CENSUS_COLUMNS}
    return Content(int(measured["filled"]), shares, measured["median_amount"])
