"""A resident's browser that follows every link, and tries other people's ids and odd values in its place."""

import random
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from flask.testing import FlaskClient

LINK = re.compile(r'(?:href|action|formaction)="([^"]+)"')
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
ASKED = (  # what queries of any page are called
    "binding", "compound", "cursor", "before", "show", "shown", "room", "unit", "place", "code", "to", "done",
    "region", "name", "on", "q", "person", "reason",
)  # fmt: skip
ODD = (
    "", "0", "1", "2", "3", "-1", "999999999", "9" * 30, "yes", "all", "x", "'", "%00", "../..", "花园小区",
    "2026-01-01", "<b>", "AAAA-BBBB-CCCC", "//foreign.example",
)  # fmt: skip
AVOIDED = ("/static/", "/oauth/", "/simulator", "/staff/", "/committee", "/official")
MOST_OF_A_KIND = 60


@dataclass(frozen=True)
class Finding:
    """Something that should not have stood on a page."""

    url: str
    what: str


class Crawl:
    """Breadth first over the links; what comes back of each request is searched."""

    def __init__(
        self,
        client: FlaskClient,
        ids: Sequence[Iterable[object]],
        secrets: Iterable[str],
        *,
        own: Iterable[str],
    ) -> None:
        self.client = client
        self.mine, self.theirs = ({str(one) for one in side} for side in ids)
        self.secrets = tuple(secrets)
        self.own = set(own)
        self.found: list[Finding] = []
        self.statuses: Counter[int] = Counter()
        self.urls: set[str] = set()
        self._kinds: Counter[str] = Counter()
        self._chance = random.Random(2026)

    def walk(self, starts: Iterable[str], most: int) -> None:
        """Links first, each with its variations; then, until the number is reached, any mixture of them."""
        waiting = deque(starts)
        while len(self.urls) < most:
            url = waiting.popleft() if waiting else self._mixed()
            if url in self.urls or not self._is_ours(url):
                continue
            links = self._open(url)
            waiting.extend(links)
            waiting.extend(self._varied(url))

    def taken_along(self) -> bytes:
        """The file with everything the product keeps about whoever walks."""
        return self.client.post("/my/privacy/export").get_data()

    def search(self, url: str, told: str) -> None:
        """Note whose data stands there; what was typed into the address may come back."""
        plain, asked = unescape(told), unescape(unquote(url))
        numbers = {*MOBILE.findall(plain), *IDENTITY.findall(plain)} - self.own
        shown = {secret for secret in self.secrets if _stands_in(secret, plain)} | numbers
        self.found += [Finding(url, one) for one in sorted(shown) if one not in asked]

    def _open(self, url: str) -> list[str]:
        self.urls.add(url)
        answer = self.client.get(url)
        self.statuses[answer.status_code] += 1
        told = "" if answer.mimetype.startswith("image/") else answer.get_data(as_text=True)
        answer.close()
        if answer.status_code >= 500:
            self.found.append(Finding(url, str(answer.status_code)))
        self.search(url, f"{told} {answer.location or ''}")
        links = [urljoin(url, unescape(link)).partition("#")[0] for link in LINK.findall(told)]
        return [*links, urljoin(url, answer.location)] if answer.location else links

    def _varied(self, url: str) -> Iterator[str]:
        """The same page with ids of others, and asked for in other ways."""
        parts = urlsplit(url)
        kind = "/".join("*" if one in self.mine | self.theirs else one for one in parts.path.split("/"))
        self._kinds[kind] += 1
        if self._kinds[kind] > MOST_OF_A_KIND:
            return
        steps = parts.path.split("/")
        for place, step in enumerate(steps):
            if step in self.mine:
                others = sorted(one for one in self.theirs if one.isdigit() == step.isdigit())
                for other in others:
                    yield "/".join([*steps[:place], other, *steps[place + 1 :]]) + f"?{parts.query}"
        asked = dict(parse_qsl(parts.query))
        for name in asked:
            for other in self._chance.sample(sorted({*self.theirs, *ODD}), 4):
                yield f"{parts.path}?{urlencode(asked | {name: other})}"
        name, value = self._chance.choice(ASKED), self._chance.choice(sorted({*self.theirs, *ODD}))
        yield f"{parts.path}?{urlencode({name: value})}"

    def _mixed(self) -> str:
        """Any page met so far, with one or two fields of any value behind its question mark."""
        path = urlsplit(self._chance.choice(sorted(self.urls))).path
        names = self._chance.sample(ASKED, self._chance.randint(1, 2))
        values = sorted({*self.theirs, *self.mine, *ODD})
        return f"{quote(path, safe='/%')}?{urlencode({name: self._chance.choice(values) for name in names})}"

    def _is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return (
            parts.netloc in ("", "localhost")
            and parts.path.startswith("/")
            and not parts.path.startswith(AVOIDED)
        )


def _stands_in(secret: str, text: str) -> bool:
    """Whether a page tells a secret; four digits amid the letters of a hash are no secret told."""
    if secret not in text:
        return False
    if not (secret.isascii() and secret.isalnum()):
        return True
    return re.search(f"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", text) is not None
