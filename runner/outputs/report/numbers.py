"""How numbers are written: rounded for sentences, in full for tables."""

from __future__ import annotations

from collections.abc import Callable

DASH = "\N{EN DASH}"
"""What stands where there is no value."""
MINUS = "\N{MINUS SIGN}"
_UNITS = ((1e9, " billion"), (1e6, " million"))


def money(value: float, digits: int = 1) -> str:
    """Dollars as one says them: $1.2 million, $310,000, $940; without a sign."""
    size = abs(value)
    for unit, name in _UNITS:
        # 999,960 is a million when it is rounded like smaller amounts.
        if _to_leading(size, digits + 2) >= unit:
            return f"${size / unit:,.{digits}f}{name}"
    return f"${_to_leading(size, digits + 2):,.0f}"


def money_between(low: float, high: float) -> str:
    """An interval of dollars, with enough digits for its width."""
    size, width = max(abs(low), abs(high)), high - low
    digits = next((each for each in (1, 2) if _step(size, each) <= width / 2), 3)
    return f"{_minus(low)}{money(low, digits)} to {_minus(high)}{money(high, digits)}"


def percent(value: float, digits: int = 1) -> str:
    """A share: 74.1%."""
    return f"{value:.{digits}%}".replace("-", MINUS)


def signed_percent(value: float, digits: int = 1) -> str:
    """A relative difference: +7.6%."""
    return _signed(value, f".{digits}%")


def points(value: float, digits: int = 1) -> str:
    """A difference of rates: 1.4 points; without a sign."""
    size = f"{abs(value) * 100:,.{digits}f}"
    return f"{size} point" if float(size.replace(",", "")) == 1 else f"{size} points"


def points_between(low: float, high: float) -> str:
    """An interval of differences of rates."""
    return f"{_signed(low * 100, ',.1f')} to {_signed(high * 100, ',.1f')}"


def count(value: float) -> str:
    """People, or other things that are counted."""
    return f"{value:,.0f}"


def cell(value: float | None, kind: str) -> str:
    """A number in a table: to the cent, or to a hundredth of a per cent."""
    if value is None:
        return DASH
    return _CELLS[kind](value).replace("-", MINUS)


_CELLS: dict[str, Callable[[float], str]] = {
    "dollars": lambda value: f"${value:,.2f}".replace("$-", "-$"),
    "dollars_change": lambda value: _dollars_change(round(value, 2)),
    "rate": lambda value: f"{value:.2%}",
    "rate_change": lambda value: f"{value * 100:+.2f} pts" if round(value, 4) else "0.00 pts",
    "people": lambda value: f"{value:,.1f}".removesuffix(".0"),
    "people_change": lambda value: f"{value:+,.1f}".removesuffix(".0") if round(value, 1) else "0",
    "growth": lambda value: f"{value:+.1%}" if round(value, 3) else "0.0%",
    "share": lambda value: f"{value:.0%}",
    "year": lambda value: f"{value:d}",
}


def _dollars_change(value: float) -> str:
    sign = "+" if value > 0 else "-" if value < 0 else ""
    return f"{sign}${abs(value):,.2f}"


def _step(size: float, digits: int) -> float:
    """The difference between two amounts that are said one after the other."""
    for unit, _ in _UNITS:
        if size >= unit:
            return unit / 10**digits
    return float(10 ** max(0, len(f"{size:.0f}") - digits - 2))


def _to_leading(value: float, digits: int) -> float:
    """Rounded to its leading digits: 312,345 is 312,000."""
    whole = len(f"{value:.0f}")
    return round(value, min(0, digits - whole))


def _minus(value: float) -> str:
    return MINUS if value < 0 else ""


def _signed(value: float, form: str) -> str:
    return format(value, f"+{form}").replace("-", MINUS)
