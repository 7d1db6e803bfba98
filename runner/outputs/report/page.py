"""The page: what goes into the template, and the file that comes out."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from runner.outputs.report.looks import PALETTE, PICKED
from runner.outputs.report.tables import Figure

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A script of the page, and its hash, by which alone the page lets it run."""

    text: str

    @property
    def source(self) -> str:
        """As the policy names it."""
        digest = hashlib.sha256(self.text.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    @property
    def markup(self) -> Markup:
        """As it stands in the page."""
        return Markup(self.text)


def render(figures: Iterable[Figure], **content: Any) -> str:
    """The page with its styles, scripts and data inside."""
    scripts = [Script(_plotly()), Script((HERE / "report.js").read_text("utf-8"))]
    data = {figure.identity: figure.chart for figure in figures if figure.chart}
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            policy=_policy(scripts),
            styles=Markup((HERE / "report.css").read_text("utf-8")),
            palette=[(name, each, _rgb(each.light)) for name, each in PALETTE.items()],
            picked=PICKED,
            scripts=scripts,
            charts=_inert(data),
            **content,
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _policy(scripts: Iterable[Script]) -> str:
    """Nothing from anywhere; only these scripts; plotly sets styles and draws into images."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(script.source for script in scripts),
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _plotly() -> str:
    """plotly.js as the package carries it; it offers no smaller one."""
    spec = find_spec("plotly")
    assert spec is not None and spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
    return path.read_text("utf-8").replace("</script", "<\\/script")


def _inert(data: Mapping[str, Any]) -> Markup:
    """JSON that ends no element and begins none, whatever is in its texts."""
    text = json.dumps(data, allow_nan=False, separators=(",", ":"), default=float)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _rgb(colour: str) -> str:
    """As browsers write a colour in the style of an element."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
