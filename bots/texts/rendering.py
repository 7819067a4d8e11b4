"""From names and facts to one reply of at most 2048 bytes."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from bots.texts.forms import ROOMY, Filler, Room, numbered
from bots.texts.notices import NOTICES
from bots.texts.refusals import REFUSALS
from bots.texts.sentences import CONTINUES, OPTIONS, SENTENCES
from bots.texts.staff_refusals import FOR_STAFF

MOST_BYTES = 2048  # a longer reply is not delivered at all
ELLIPSIS = "…"
TEXTS = {**REFUSALS, **NOTICES, **SENTENCES}
ROOMS = (
    ROOMY,
    Room(items=8, text=100, line=50),
    Room(items=5, text=40, line=30),
    Room(items=2, text=0, line=14),
)
UNKNOWN = "这件事现在办不了。请稍后再试，或者回复「人工」。"


class Sentence(Protocol):
    """Something to say: a name and its facts."""

    @property
    def name(self) -> str:
        """Which sentence."""
        ...

    @property
    def facts(self) -> Mapping[str, object]:
        """What fills it."""
        ...


def options(name: str) -> tuple[str, ...]:
    """The fixed options that a sentence offers."""
    return OPTIONS[name]


def has_text(code: str) -> bool:
    """Is there a sentence of this name, or for this refusal?"""
    return code in TEXTS


def text_of(code: str, facts: Mapping[str, object]) -> str:
    """The sentence for a refusal or of a name; a general one for what has none."""
    return _filled(code, facts, ROOMY)


def text_for_staff(code: str, facts: Mapping[str, object]) -> str:
    """The same said to staff, who cannot answer in the chat."""
    return Filler(ROOMY).vformat(FOR_STAFF[code], (), facts) if code in FOR_STAFF else text_of(code, facts)


def render(says: Iterable[Sentence]) -> str:
    """All sentences as one reply; what does not fit is shortened, and a list names the page with the rest."""
    sentences = list(says)
    text = ""
    for room in ROOMS:
        text = _joined(sentences, room)
        if len(text.encode("utf-8")) <= MOST_BYTES:
            return text
    return _cut(text)


def _joined(sentences: list[Sentence], room: Room) -> str:
    text = ""
    for sentence in sentences:
        filled = _filled(sentence.name, sentence.facts, room)
        if text and filled:
            text += "\n" if sentence.name in CONTINUES else "\n\n"
        text += filled
    return text


def _filled(name: str, facts: Mapping[str, object], room: Room) -> str:
    filler = Filler(room)
    text = filler.vformat(TEXTS.get(name, UNKNOWN), (), facts)
    if filler.left_out and facts.get("link"):
        text += f"\n还有 {filler.left_out} 条，请看：{facts['link']}"
    offered = OPTIONS.get(name)
    lines = [text, numbered(offered)] if offered else [text]
    return "\n".join(line for whole in lines for line in whole.split("\n") if line.strip())


def _cut(text: str) -> str:
    room = MOST_BYTES - len(ELLIPSIS.encode("utf-8"))
    return text.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip() + ELLIPSIS
