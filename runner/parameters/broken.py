"""How the catalogue's rules say that they are broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any


class RuleError(ValueError):
    """A value breaks a rule: the message, and what a record of the refusal says.

    ``nearest`` is the allowed value that comes closest, if there is one.
    """

    def __init__(
        self, message: str, code: str = "rule_broken", *, limit: Any = None, nearest: Any = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.limit = limit
        self.nearest = nearest


class BrokenRules(ValueError):
    """Several parameters break rules about them: what each rule says, all at once."""

    def __init__(self, errors: list[ValueError]) -> None:
        super().__init__(" ".join(map(str, errors)))
        self.errors = errors


def hold(rules: Iterable[Callable[[], None]]) -> None:
    """Apply every rule; raises BrokenRules with all that raised ValueError."""
    errors: list[ValueError] = []
    for rule in rules:
        try:
            rule()
        except ValueError as error:
            errors.append(error)
    if errors:
        raise BrokenRules(errors)


def in_digits(value: float | Decimal) -> str:
    """A number in full: without exponent, and without decimals if it is whole."""
    exact = Decimal(str(value))
    return str(int(exact)) if exact == exact.to_integral_value() else f"{exact.normalize():f}"
