"""The catalogue's bounds, enforced: the one place that takes or refuses a value.

Whatever a value comes from (a file, an option, a proposal), it is checked here, so that the
same value is refused for the same reason everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from runner.errors import Refusal
from runner.parameters.broken import BrokenRules
from runner.parameters.catalogue import Parameters
from runner.parameters.places import Key, Model, Place, fields_of, place_of, steps_of

RULES = ("value_error", "assertion_error")
"""What pydantic calls it when a validator of the catalogue raises."""

_CODES = {
    "extra_forbidden": "unknown_parameter",
    "invalid_key": "unknown_parameter",
    "missing": "missing",
    "less_than_equal": "above_maximum",
    "less_than": "not_below",
    "greater_than_equal": "below_minimum",
    "greater_than": "not_above",
    "literal_error": "not_a_choice",
}
_BOUNDS = {"above_maximum": "le", "not_below": "lt", "below_minimum": "ge", "not_above": "gt"}

_STEPS = (0.000001, 0.0001, 0.01, 1)
"""How close to a bound that is not allowed itself a value may come, by kind of value."""

_TYPES = {
    "int_type": "whole number",
    "float_type": "number",
    "finite_number": "number",
    "is_instance_of": "amount",
    "bool_type": "true or false",
    "string_type": "text",
    "date_type": "date",
    "list_type": "list",
    "model_type": "section",
    "dict_type": "section",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the record of it, its place, and pydantic's word and details.

    ``spans`` says whether it is a rule about several parameters, ``others`` where else those
    were said that it names.
    """

    refusal: Refusal
    place: Place
    kind: str
    details: Any
    spans: bool = False
    others: tuple[Place, ...] = ()

    def at(self, place: Place) -> Finding:
        """The same told of another of its places."""
        refusal = replace(self.refusal, path=place.name, attempted=place.value)
        return replace(self, place=place, refusal=refusal)


@dataclass(frozen=True)
class Checked:
    """The values, adjusted if that was asked for, and their parameters or what is wrong."""

    values: Any
    parameters: BaseModel | None
    findings: tuple[Finding, ...]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The records of what was not taken as it was."""
        return tuple(finding.refusal for finding in self.findings)


def check(values: Any, model: Model = Parameters, *, adjust: bool = False) -> Checked:
    """Check what somebody says about parameters: sections, values and lists, without defaults.

    With ``adjust``, numbers out of bounds are replaced by the nearest that are allowed, and
    ``adjusted_to`` names them. There are no parameters if something wrong is left.
    """
    try:
        return Checked(values, model.model_validate(values), ())
    except ValidationError as error:
        errors = error.errors(include_url=False)
        findings = tuple(_finding(part, values, model) for each in errors for part in _parts(each))
    return _adjusted(values, findings, model) if adjust else Checked(values, None, findings)


def check_value(
    path: str,
    value: Any,
    within: Mapping[str, Any] | None = None,
    *,
    model: Model = Parameters,
    adjust: bool = False,
) -> Checked:
    """Check one value, e.g. for `plan.core.rate`, and report and adjust nothing else.

    ``within`` is what is said beside it: then rules about several parameters hold as well,
    unless they were broken before. The result's values are those of ``within`` with this one;
    it has no parameters if anything is wrong with them.
    """
    steps = steps_of(path)
    broken_before = {str(each.details["ctx"]) for each in _spanning(within, model)}

    def concerns(finding: Finding) -> bool:
        if finding.spans:
            return within is not None and str(finding.details["ctx"]) not in broken_before
        return _share_a_way(finding.place.steps, steps)

    checked = check(_with(within or {}, steps, value), model)
    if adjust:
        checked = _adjusted(checked.values, filter(concerns, checked.findings), model)
    return replace(checked, findings=tuple(filter(concerns, checked.findings)))


def _spanning(values: Mapping[str, Any] | None, model: Model) -> Iterator[Finding]:
    """The rules about several parameters that values break."""
    findings = check(values, model).findings if values else ()
    return (finding for finding in findings if finding.spans)


def _share_a_way(one: tuple[Key, ...], other: tuple[Key, ...]) -> bool:
    """Whether one leads to the other or to a part of it."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _parts(details: Any) -> Iterator[Any]:
    """An error of pydantic, or one for each of the rules broken that it tells of."""
    error = details.get("ctx", {}).get("error")
    if not isinstance(error, BrokenRules):
        yield details
        return
    for each in error.errors:
        yield {**details, "ctx": {"error": each}}


def _finding(details: Any, values: Any, model: Model) -> Finding:
    place = place_of(details["loc"], values, model)
    kind = details["type"]
    if kind in RULES:
        return _broken_rule(details, place, values, model)
    code = _CODES.get(kind, "wrong_type")
    limit: Any = _TYPES.get(kind)
    if code in _BOUNDS:
        limit = details["ctx"][_BOUNDS[code]]
    elif code == "not_a_choice":
        limit = choices_of(details)
    elif code == "unknown_parameter":
        limit = list(fields_of(place.section)) if place.section else []
    attempted = None if code == "missing" else details["input"]
    return Finding(Refusal(code, place.name, attempted, limit), place, kind, details)


def choices_of(details: Any) -> list[str]:
    """The words that pydantic expects, in their order."""
    return re.findall(r"'([^']*)'", details["ctx"]["expected"])


def _broken_rule(details: Any, place: Place, values: Any, model: Model) -> Finding:
    """A rule's own code, at the first parameter it names if it is about several."""
    error, spans = details["ctx"]["error"], not place.is_said
    others: tuple[Place, ...] = ()
    if not place.key:
        named = [
            place_of(tuple(path.split(".")), values, model)
            for path in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", str(error))
        ]
        place, *rest = [each for each in named if each.is_said] or named or [place]
        others = tuple(each for each in rest if each.is_said)
    attempted = place.value if place.is_said else None
    code, limit = getattr(error, "code", "rule_broken"), getattr(error, "limit", None)
    refusal = Refusal(code, place.name, attempted, limit)
    return Finding(refusal, place, details["type"], details, spans, others)


def _adjusted(values: Any, findings: Iterable[Finding], model: Model) -> Checked:
    """Replace what can be, and see what is still wrong: an adjusted value may break a rule."""
    adjusted: dict[str, tuple[Finding, Any]] = {}
    for finding in findings:
        nearest = _nearest(finding, values, model)
        if nearest is not None:
            values = _with(values, finding.place.steps, nearest)
            adjusted[finding.place.name] = finding, nearest
    left = check(values, model)
    taken = tuple(
        replace(finding, refusal=replace(finding.refusal, adjusted_to=nearest))
        for finding, nearest in adjusted.values()
    )
    return replace(left, findings=(*taken, *left.findings))


def _nearest(finding: Finding, values: Any, model: Model) -> Any:
    """The first of the candidates about which nothing is wrong by itself, None if none is."""
    steps = finding.place.steps
    for candidate in _candidates(finding):
        tried = check(_with(values, steps, candidate), model)
        if not any(each.place.steps == steps and not each.spans for each in tried.findings):
            return candidate
    return None


def _candidates(finding: Finding) -> Iterator[Any]:
    """What could be taken instead of a number, the nearest first."""
    refusal, field = finding.refusal, finding.place.field
    if finding.kind in RULES:
        nearest = getattr(finding.details["ctx"]["error"], "nearest", None)
        yield from () if nearest is None else (nearest,)
    elif finding.kind == "int_type" and _is_number(refusal.attempted):
        bounds = [getattr(mark, key, None) for mark in field.metadata for key in ("ge", "le")]
        ordered = sorted(
            (bound for bound in bounds if bound is not None),
            key=lambda bound: abs(bound - refusal.attempted),
        )
        yield from (math.floor(refusal.attempted + 0.5), *ordered)
    elif refusal.code in ("above_maximum", "below_minimum"):
        yield refusal.limit
    elif refusal.code in ("not_below", "not_above"):
        sign = 1 if refusal.code == "not_above" else -1
        yield from (refusal.limit + sign * step for step in _STEPS)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _with(values: Any, steps: tuple[Key, ...], value: Any) -> Any:
    """A copy in which another value stands where the steps lead; what is missing is made."""
    if not steps:
        return value
    first, *rest = steps
    if isinstance(values, list) and isinstance(first, int) and first < len(values):
        return [*values[:first], _with(values[first], tuple(rest), value), *values[first + 1 :]]
    below = dict(values) if isinstance(values, Mapping) else {}
    return below | {first: _with(below.get(first), tuple(rest), value)}
