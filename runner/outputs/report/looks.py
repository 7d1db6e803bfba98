"""Colours, dashes and markers: safe for the colour-blind, and never colour alone.

The charts name the light colours. The page's style sheet turns each into a custom property,
so that charts follow dark mode and print without being drawn again.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour on light and on dark ground; at least 3:1 against it where it carries meaning."""

    light: str
    dark: str


PALETTE = {
    "ink": Colour("#1c2733", "#e9edf2"),
    "muted": Colour("#586675", "#a9b4c0"),
    "rule": Colour("#d8dee5", "#37424e"),
    "paper": Colour("#fefefe", "#12171d"),
    "shade": Colour("#f0f3f6", "#1b222b"),
    "others": Colour("#a3aeb9", "#56616d"),
    # After Okabe and Ito, darkened or lightened until they stand out from the ground.
    "blue": Colour("#0072b2", "#5ab4ec"),
    "vermilion": Colour("#c9500a", "#ff8b4a"),
    "green": Colour("#00805d", "#2fc79a"),
    "purple": Colour("#b0578d", "#e49cc8"),
    "ochre": Colour("#946800", "#e2b13c"),
    "picked": Colour("#6a1b4d", "#fbd5ec"),
}

INK, MUTED, RULE, PAPER, SHADE, OTHERS = (
    PALETTE[name].light for name in ("ink", "muted", "rule", "paper", "shade", "others")
)
COSTS_MORE, COSTS_LESS, TAKES_PART, LEAVES_OFF = (
    PALETTE[name].light for name in ("vermilion", "blue", "green", "ochre")
)

# From nothing to much, on light and on dark ground alike; the text on each is in the next.
STEPS = ("#c9ced4", "#dceaf6", "#a9cde9", "#6aa6d6", "#2f79b7", "#17508a")
ON_STEPS = ("#10202e", "#10202e", "#10202e", "#10202e", "#ffffff", "#ffffff")


class Line(NamedTuple):
    """How a scenario's line looks: colour, plotly's dash and marker, and the dash in SVG."""

    name: str
    dash: str
    marker: str
    dashes: str

    @property
    def colour(self) -> str:
        """The colour on light ground."""
        return PALETTE[self.name].light


BASELINE = Line("ink", "solid", "circle", "")
LINES = (
    Line("vermilion", "solid", "square", ""),
    Line("blue", "dash", "diamond", "9 5"),
    Line("green", "dot", "triangle-up", "2 4"),
    Line("purple", "dashdot", "x", "9 4 2 4"),
    Line("ochre", "longdash", "star", "14 5"),
)
"""For the scenarios that differ most; the others are thin and grey."""
PICKED = Line("picked", "solid", "none", "")
"""For the one that a reader picks."""
