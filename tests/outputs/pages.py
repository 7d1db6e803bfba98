"""A page as a browser takes it apart: elements, their attributes, texts and what they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "link", "img", "br", "hr", "input", "path", "rect", "circle"}


@dataclass(eq=False)
class Element:
    """An element with its attributes and what it contains, in order."""

    name: str
    attributes: dict[str, str | None]
    parent: Element | None = None
    content: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, with blanks as one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for each in self.content:
            yield from [each] if isinstance(each, str) else each._texts()

    def all(self, *names: str, **attributes: str) -> list[Element]:
        """The elements in it that have one of the names, and these attributes."""
        return [
            each
            for each in self.within()
            if (not names or each.name in names)
            and all(each.attributes.get(key.rstrip("_")) == v for key, v in attributes.items())
        ]

    def one(self, *names: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(*names, **attributes)
        return found

    def within(self) -> Iterator[Element]:
        """All elements in it, in the order of the page."""
        for each in self.content:
            if isinstance(each, Element):
                yield each
                yield from each.within()

    def above(self) -> Iterator[Element]:
        """The elements that it stands in, from the inside out."""
        if self.parent:
            yield self.parent
            yield from self.parent.above()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root", {})
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = Element(tag, dict(attrs), self.open)
        self.open.content.append(each)
        if tag not in EMPTY:
            self.open = each

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.content.append(Element(tag, dict(attrs), self.open))

    def handle_endtag(self, tag: str) -> None:
        # Every element is closed in the order in which it was opened: a page that is well formed.
        assert self.open.name == tag, f"</{tag}> closes <{self.open.name}>"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.content.append(data)


def read(text: str) -> Element:
    """The page as a tree; asserts that what is opened is closed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open is reader.root, f"<{reader.open.name}> is not closed"
    return reader.root
