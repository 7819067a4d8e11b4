"""Tells a corrected name or number of an owner from a new owner, and asks where only people know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.core.encryption import blind_index
from app.roster.queries.snapshot import KnownOwner, Snapshot

SAME, SALE = ANSWERS = ("same", "sale")
Key = tuple[str, str]  # an owner's name and telephone


@dataclass(frozen=True)
class OwnerChanges:
    """What happens to the owners of one room; keys name people of the workbook."""

    ended: tuple[KnownOwner, ...] = ()
    added: tuple[Key, ...] = ()
    corrected: dict[int, Key] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ended or self.added or self.corrected)


@dataclass(frozen=True)
class Question:
    """The telephone is the same and the name is another: one person written anew, or somebody else?"""

    key: str
    labels: tuple[str, ...]
    before: str
    after: str
    phone: str
    answer: str = ""


class Matcher:
    """Compares the owners a workbook names with those of the roster, home by home.

    The same name in the same room is the same person, unless the workbook or the roster knows the old
    writing elsewhere. The same number under another name may be a misspelling, or a family's telephone
    after a sale: that is asked, and until it is said to be the same person it is somebody new. A number the
    list told before the owner put in their own is no news. An empty owner cell changes nothing.
    """

    def __init__(self, known: Snapshot, told: set[Key], answers: Mapping[str, str]) -> None:
        self.known, self.told, self.answers = known, told, answers
        self.questions: dict[str, Question] = {}
        self.newer: set[int] = set()

    def match(self, told: tuple[Key, ...], held: list[KnownOwner], label: str) -> OwnerChanges:
        """What must happen so that a room belongs to those the workbook names."""
        if not told:
            return OwnerChanges()
        open_owners = list(held)
        exact = sorted(range(len(told)), key=lambda place: not told[place][1])  # numbers tell namesakes apart
        same = {place for place in exact if self._take_same(told[place], open_owners)}
        unmatched = [key for place, key in enumerate(told) if place not in same]
        near = {key: self._take_near(key, open_owners, label) for key in unmatched}
        return OwnerChanges(
            ended=tuple(open_owners),
            added=tuple(key for key, owner in near.items() if owner is None),
            corrected={owner.person_id: key for key, owner in near.items() if owner is not None},
        )

    def _take_same(self, key: Key, held: list[KnownOwner]) -> bool:
        """The same name and number; a number not told, or one the owner has replaced, is no difference."""
        name, phone = key
        for owner in sorted(held, key=lambda owner: bool(owner.phone) > bool(phone)):
            if owner.name == name and (not phone or phone in (owner.phone, owner.listed)):
                held.remove(owner)
                if phone and phone != owner.phone:
                    self.newer.add(owner.person_id)
                return True
        return False

    def _take_near(self, key: Key, held: list[KnownOwner], label: str) -> KnownOwner | None:
        name, phone = key
        if phone and key in self.known.people:
            return None
        free = [owner for owner in held if not self._is_told_elsewhere(owner)]
        found = next((owner for owner in free if owner.name == name), None)
        if found is None and phone:
            found = next((owner for owner in free if phone in (owner.phone, owner.listed)), None)
            if found is not None and not self._is_same_by_answer(found, key, label):
                return None
        if found is not None:
            held.remove(found)
        return found

    def _is_told_elsewhere(self, owner: KnownOwner) -> bool:
        return any(phone and (owner.name, phone) in self.told for phone in (owner.phone, owner.listed))

    def _is_same_by_answer(self, owner: KnownOwner, key: Key, label: str) -> bool:
        """What was answered; it is asked once for a person and a writing, however many homes it is about."""
        mark = blind_index(f"{owner.person_id}|{key[0]}|{key[1]}", "roster.question")
        answer = self.answers.get(mark, "")
        answer = answer if answer in ANSWERS else ""
        asked = self.questions.get(mark) or Question(mark, (), owner.name, *key, answer)
        self.questions[mark] = replace(asked, labels=(*asked.labels, label))
        return answer == SAME
