"""An HTML page's text, tags, headings and tables, as a browser would read them."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "path", "rect"}


class Page(HTMLParser):
    """A page's text, tags, headings, definitions, tables, and the words of its pictures."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source, self.text = source, ""
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.headings: list[tuple[int, str]] = []
        self.definitions: dict[str, str] = {}
        self.alternatives: list[str] = []
        self.tables = 0
        self._term = ""
        self._open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.tables += tag == "table"
        self._open.append(tag)
        given = dict(attrs)
        if given.get("role") == "img":
            self.alternatives.append(given.get("aria-label") or "")
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))

    def handle_data(self, data: str) -> None:
        self.text += data
        tag = self._open[-1] if self._open else ""
        if tag in ("h1", "h2", "h3", "h4"):
            level, said = self.headings[-1]
            self.headings[-1] = level, said + data
        elif tag == "dt":
            self._term = data
        elif tag == "dd" and self._term:
            self.definitions[self._term], self._term = data, ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
