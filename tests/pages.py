"""What every page must be, whoever asked for it: `check_page` names all faults of a page at once."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from html5lib.constants import E as PARSE_ERRORS

Element = Any  # xml.etree.ElementTree.Element, which html5lib builds

UNLABELLED_KINDS = ("hidden", "submit", "button", "reset", "image")
ADDRESSES = ("src", "href", "action", "formaction", "poster", "data")
HARMLESS_SCHEMES = ("tel", "mailto", "data")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VOID_OF_WORDS = ("script", "style", "template")


class Page:
    """A parsed page: elements in order, with their local names and the words in them."""

    def __init__(self, html: str, url: str, hosts: Collection[str]) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root = parser.parse(html)
        self.parse_errors = parser.errors
        self.url = url
        self.hosts = {*hosts, urlsplit(url).netloc}
        self.elements = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self.parents = {child: parent for parent in self.elements for child in parent}
        self.ids = Counter(element.get("id") for element in self.elements if element.get("id") is not None)

    def named(self, *names: str) -> Iterator[Element]:
        """Every element of these local names, in document order."""
        return (element for element in self.elements if name_of(element) in names)

    def inside(self, element: Element, *names: str) -> Element | None:
        """The nearest ancestor of these names."""
        while (element := self.parents.get(element)) is not None:
            if name_of(element) in names:
                return element
        return None

    def name_for_ears(self, element: Element) -> str:
        """What a screen reader calls this control: its words, or what its attributes say."""
        own = "" if name_of(element) in ("input", "textarea", "select") else words_in(element)
        said = [element.get(key, "") for key in ("aria-label", "title", "value")]
        keys = element.get("aria-labelledby", "").split()
        referred = [words_in(other) for other in self.elements if other.get("id") in keys]
        return "".join([own, *said, *referred]).strip()


def name_of(element: Element) -> str:
    """`svg` for `{http://www.w3.org/2000/svg}svg`."""
    return element.tag.rpartition("}")[2]


def words_in(element: Element) -> str:
    """The text people meet in an element, pictures by their alt."""
    if name_of(element) in VOID_OF_WORDS:
        return ""
    parts = [element.text or "", element.get("alt", "")]
    for child in element:
        parts += [words_in(child) if isinstance(child.tag, str) else "", child.tail or ""]
    return " ".join("".join(parts).split())


def shown(element: Element) -> str:
    """An element as a fault names it."""
    keys = ("id", "name", "href", "src", "action", "class")
    marks = [f'{key}="{element.get(key)}"' for key in keys if element.get(key)]
    return f"<{' '.join([name_of(element), *marks[:2]])}>"


def markup(page: Page) -> Iterator[str]:
    """The page parses without a correction by the browser."""
    for (line, column), code, facts in page.parse_errors:
        yield f"line {line}, column {column}: {PARSE_ERRORS.get(code, code) % facts}"


def head(page: Page) -> Iterator[str]:
    """Language, title, and one h1 that says something."""
    if not page.root.get("lang"):
        yield "<html> has no lang"
    titles = [words_in(title) for title in page.root.iterfind("head/title")]
    if len(titles) != 1 or not titles[0].strip(" ·"):
        yield "the title is missing or empty"
    tops = [words_in(heading) for heading in page.named("h1")]
    if len(tops) != 1:
        yield f"{len(tops)} h1 instead of one"
    elif not tops[0]:
        yield "the h1 is empty"


def headings(page: Page) -> Iterator[str]:
    """No level of headings is left out on the way down."""
    before = 0
    for heading in page.named(*HEADINGS):
        level = int(name_of(heading)[1])
        if level > before + 1:
            yield f"{shown(heading)} {words_in(heading)!r} follows level {before}"
        before = level


def ids(page: Page) -> Iterator[str]:
    """Ids are unique, and what refers to one finds it."""
    yield from (f"id {key!r} stands {count} times" for key, count in page.ids.items() if count > 1)
    for element in page.elements:
        keys = [element.get("for"), *element.get("aria-labelledby", "").split()]
        keys += element.get("aria-describedby", "").split()
        href = element.get("href", "")
        keys.append(href[1:] if href.startswith("#") and len(href) > 1 else None)
        lost = [key for key in keys if key and key not in page.ids]
        yield from (f"{shown(element)} refers to no id {key!r}" for key in lost)


def labels(page: Page) -> Iterator[str]:
    """Every field has words a screen reader can say."""
    by_target = {label.get("for"): words_in(label) for label in page.named("label")}
    for field in page.named("input", "select", "textarea"):
        if name_of(field) == "input" and field.get("type", "text").lower() in UNLABELLED_KINDS:
            continue
        around = page.inside(field, "label")
        is_named = field.get("aria-label") or field.get("aria-labelledby")
        spoken = page.name_for_ears(field) if is_named else ""
        if not (by_target.get(field.get("id")) or spoken or (around is not None and words_in(around))):
            yield f"{shown(field)} has no label"


def groups(page: Page) -> Iterator[str]:
    """A fieldset says what it asks."""
    for fieldset in page.named("fieldset"):
        legends = [child for child in fieldset if name_of(child) == "legend"]
        if not legends or not words_in(legends[0]):
            yield f"{shown(fieldset)} has no legend"


def forms(page: Page) -> Iterator[str]:
    """Each POST form carries a token; methods are ones a browser knows."""
    for form in page.named("form"):
        method = form.get("method", "get").lower()
        if method not in ("get", "post"):
            yield f"{shown(form)} has the method {method}"
        tokens = [field for field in form.iter("input") if field.get("name") == "csrf_token"]
        if method == "post" and not any(token.get("value") for token in tokens):
            yield f"{shown(form)} has no csrf_token"
        if method == "get" and tokens:
            yield f"{shown(form)} would show its csrf_token in the address"


def hosts(page: Page) -> Iterator[str]:
    """Nothing is fetched from, sent to or linked at a foreign host."""
    found = ((element, key, address) for element in page.elements for key, address in _addresses(element))
    for element, key, address in found:
        target = urlsplit(urljoin(page.url, address))
        if target.scheme == "javascript":
            yield f"{shown(element)} runs a script from its {key}"
        elif target.scheme not in HARMLESS_SCHEMES and target.netloc not in page.hosts:
            yield f"{shown(element)} reaches {target.netloc or address}"


def policy(page: Page) -> Iterator[str]:
    """Nothing the content security policy would have to allow: inline script, handlers, styles."""
    for element in page.elements:
        if name_of(element) == "script" and not element.get("src"):
            yield "an inline script"
        if name_of(element) == "style":
            yield "an inline style sheet"
        for key in element.keys():  # noqa: SIM118 -- an Element iterates over its children
            if key == "style" or key.lower().startswith("on"):
                yield f"{shown(element)} has the attribute {key}"


def pictures(page: Page) -> Iterator[str]:
    """Images have alt (empty for ornaments); drawings are named or hidden."""
    for image in page.named("img"):
        if image.get("alt") is None:
            yield f"{shown(image)} has no alt"
    for drawing in page.named("svg"):
        titles = [child.text for child in drawing if name_of(child) == "title"]
        if drawing.get("aria-hidden") != "true" and not (drawing.get("aria-label") or any(titles)):
            yield f"{shown(drawing)} is neither named by a title nor hidden"


def tables(page: Page) -> Iterator[str]:
    """Tables say what their rows and columns are."""
    for table in page.named("table"):
        if not any(words_in(head_cell) for head_cell in table.iter("th")):
            yield f"{shown(table)} has no th"


def controls(page: Page) -> Iterator[str]:
    """Buttons and links have words."""
    for control in page.named("button", "a", "summary"):
        if not page.name_for_ears(control):
            yield f"{shown(control)} has no words"
    for field in page.named("input"):
        if field.get("type") in ("submit", "button", "image") and not page.name_for_ears(field):
            yield f"{shown(field)} has no words"


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    markup, head, headings, ids, labels, groups, forms, hosts, policy, pictures, tables, controls,
)  # fmt: skip


def faults_of(html: str, url: str, allowed_hosts: Collection[str] = ()) -> list[str]:
    """Everything wrong with a page, each as `rule: what`; `allowed_hosts` beside the page's own."""
    page = Page(html, url, allowed_hosts)
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(page)]


def check_page(html: str, url: str, allowed_hosts: Collection[str] = ()) -> None:
    """Raise AssertionError with all faults of the page, or pass."""
    faults = faults_of(html, url, allowed_hosts)
    assert not faults, f"{url} has {len(faults)} faults:\n" + "\n".join(f"- {fault}" for fault in faults)


def _addresses(element: Element) -> Iterator[tuple[str, str]]:
    """Each address an element names, with the attribute that names it."""
    for key in ADDRESSES:
        if element.get(key) is not None and (key != "data" or name_of(element) == "object"):
            yield key, element.get(key)
    yield from (("srcset", part.split()[0]) for part in element.get("srcset", "").split(",") if part.strip())
