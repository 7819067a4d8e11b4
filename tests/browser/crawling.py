"""Walking through a part of the site link by link, a few pages of every kind."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page

IDENTITY = re.compile(r"/(?:[0-9A-Z]{10}|\d+|3715\w\w|[A-Z]\d+|[0-9a-f]{32}\.\w+)(?=/|$)")
NEVER = ("/reading-mode", "/simulator", "/static", "/oauth")
MOST_CLICKS = 3
SAMPLES = 1  # pages of a kind that are opened
TRIED = 2  # links of a kind that are tried
LINKS = "all => all.map(one => one.getAttribute('href'))"


@dataclass(frozen=True)
class Tour:
    """Who walks, from where, how many pages at most, and where not."""

    who: str
    home: str
    most: int
    avoids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # pages of a kind met before that look quite different, e.g. a closed poll


@dataclass(frozen=True)
class Visit:
    """A page that was opened in the browser, with what its server sent and its console said."""

    path: str
    page: Page
    html: str
    said: tuple[str, ...]


def kind_of(path: str) -> str:
    """Pages that differ in ids only are of one kind."""
    parts = urlsplit(path)
    asked = "&".join(sorted(parse_qs(parts.query)))
    return IDENTITY.sub("/*", parts.path) + (f"?{asked}" if asked else "")


class Walk:
    """Breadth first from home, never deeper than three clicks; notes links that lead nowhere."""

    def __init__(self, context: BrowserContext, tour: Tour) -> None:
        self.context = context
        self.tour = tour
        self.page = context.new_page()
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})  # everybody comes for the first time
        self.said: list[str] = []
        self.dead: list[str] = []
        self.paths: list[str] = []
        self._opened: Counter[str] = Counter()
        self._tried: Counter[str] = Counter()
        self.page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def visits(self) -> Iterator[Visit]:
        """Open page after page; whoever asked looks at each before the next is opened."""
        waiting = [(self.tour.home, 0), *((path, MOST_CLICKS) for path in self.tour.also)]
        known = {path for path, _ in waiting}
        while waiting and len(self.paths) < self.tour.most:
            path, depth = waiting.pop(0)
            visit = self._open(path) if path not in self.tour.also else self._go(path)
            if visit is None:
                continue
            yield visit
            if depth < MOST_CLICKS:
                fresh = [link for link in self._links() if link not in known]
                known.update(fresh)
                waiting += [(link, depth + 1) for link in fresh]

    def _open(self, path: str) -> Visit | None:
        if not self._is_new(self._opened, path, SAMPLES):
            self._try(path)
            return None
        return self._go(path)

    def _go(self, path: str) -> Visit | None:
        self.said.clear()
        answer = self.page.goto(path)
        if answer is None or answer.status >= 400:
            self.dead.append(f"{path}: {answer.status if answer else 'no answer'}")
            return None
        self.paths.append(path)
        return Visit(path, self.page, answer.text(), tuple(self.said))

    def _try(self, path: str) -> None:
        """Does the link lead anywhere? Without drawing the page."""
        if self._is_new(self._tried, path, TRIED):
            answer = self.context.request.get(path)
            if answer.status >= 400:
                self.dead.append(f"{path}: {answer.status}")

    def _is_new(self, counted: Counter[str], path: str, most: int) -> bool:
        kind = kind_of(path)
        counted[kind] += 1
        return counted[kind] <= most

    def _links(self) -> Iterator[str]:
        found: list[str] = self.page.locator("a[href]").evaluate_all(LINKS)
        here = urlsplit(self.page.url)
        for href in found:
            path = href.partition("#")[0]
            if path.startswith("/") and not path.startswith((*NEVER, *self.tour.avoids)):
                if path.partition("?")[0].endswith(".xlsx"):
                    self._try(path)
                elif path != here.path:
                    yield path


def each_page(walk: Walk, look: Callable[[Visit], list[str]]) -> list[str]:
    """What is wrong with the pages of a walk, each with its address."""
    faults = [f"{visit.path}: {fault}" for visit in walk.visits() for fault in look(visit)]
    return [*faults, *(f"dead link {dead}" for dead in walk.dead)]
