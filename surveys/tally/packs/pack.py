"""One rule pack as a value: every rule with its article and how well it is founded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.electorate.rules import Basis, CountingRules
from surveys.errors import Invalid, Refusal
from surveys.tally.matters import Majority, Matter
from surveys.tally.thresholds import Threshold

Value = Threshold | bool | int | str | tuple[str, ...] | Mapping[str, int]


class Grade(StrEnum):
    """How well a rule is founded: read in the law, an official page, a secondary one, memory, design."""

    READ = "A"
    OFFICIAL = "B"
    SECONDARY = "C"
    MEMORY = "M"
    DESIGN = "D"


class Precedence(StrEnum):
    """What counts when a right was used by several channels and the marks differ."""

    ONLINE_WINS = "online-wins"
    FIRST_VALID = "first-valid"
    CONFLICT_CASE = "conflict-case"


@dataclass(frozen=True)
class Rule:
    """One rule; `says` puts it in plain words, `source` is the pack it comes from."""

    key: str
    value: Value
    article: str
    grade: Grade
    says: str
    source: str


@dataclass(frozen=True)
class MatterRule:
    """What majority a matter takes, and by which article."""

    matter: Matter
    majority: Majority
    article: str
    grade: Grade
    says: str
    source: str


@dataclass(frozen=True)
class Window:
    """For how many days people may vote."""

    least: int
    most: int
    default: int


@dataclass(frozen=True)
class RulePack:
    """What holds at a place while `from_on <= day < until_on`, with all it builds on taken in."""

    id: str
    version: str
    title: str
    place: str
    from_on: date
    until_on: date | None
    builds_on: str
    rules: Mapping[str, Rule]
    matters: Mapping[Matter, MatterRule]

    @property
    def name(self) -> str:
        """Which pack this is, and which wording of it: `liaocheng@2021-03-01`."""
        return f"{self.id}@{self.version}"

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def check_in_force(self, on: date) -> None:
        """A decision may open only under rules in force: `rule-pack-expired`, `rule-pack-not-yet`."""
        if self.until_on is not None and on >= self.until_on:
            raise Refusal("rule-pack-expired", pack=self.name, until=self.until_on.isoformat())
        if on < self.from_on:
            raise Refusal("rule-pack-not-yet", pack=self.name, since=self.from_on.isoformat())

    def rule_for(self, matter: Matter) -> MatterRule:
        """The majority a matter takes; Refusal `unanimity-required` for what no majority may decide."""
        rule = self.matters[matter]
        if rule.majority is Majority.UNANIMOUS:
            raise Refusal("unanimity-required", matter=matter.value, article=rule.article)
        return rule

    def approval_for(self, matter: Matter) -> Threshold:
        """The share of those taking part that must agree."""
        return self.threshold(self.rule_for(matter).majority.value)

    def threshold(self, key: str) -> Threshold:
        """A rule that is a share."""
        value = self.rules[key].value
        if not isinstance(value, Threshold):
            raise TypeError(key)
        return value

    def days(self, key: str) -> int:
        """A rule that is a number: days, years, persons, rooms."""
        value = self.rules[key].value
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(key)
        return value

    def is_set(self, key: str) -> bool:
        """A rule that is a yes or a no."""
        value = self.rules[key].value
        if not isinstance(value, bool):
            raise TypeError(key)
        return value

    @property
    def quorum(self) -> Threshold:
        """The share of the whole that must take part, by heads and by area."""
        return self.threshold("quorum")

    @property
    def precedence(self) -> Precedence:
        """What counts where channels differ."""
        return Precedence(str(self.rules["precedence"].value))

    @property
    def window(self) -> Window:
        """For how many days people may vote."""
        value = self.rules["window-days"].value
        if not isinstance(value, Mapping):
            raise TypeError("window-days")
        return Window(value["least"], value["most"], value["default"])

    @property
    def deemed_needs(self) -> tuple[str, ...]:
        """What must be on file before somebody who did not vote may be counted with the majority."""
        value = self.rules["deemed"].value
        return value if isinstance(value, tuple) else ()

    def check_deemed(self, given: Mapping[str, str]) -> None:
        """Refusal `deemed-without-proof` unless clause and proofs of delivery are named."""
        lacking = [need for need in self.deemed_needs if not given.get(need, "").strip()]
        if lacking:
            raise Refusal("deemed-without-proof", lacking=", ".join(lacking))

    def check_window(self, days: int) -> None:
        """Invalid `window-out-of-range` for a vote shorter or longer than the rules allow."""
        window = self.window
        if not window.least <= days <= window.most:
            raise Invalid("window-out-of-range", least=window.least, most=window.most)

    def counting(self) -> CountingRules:
        """How heads are counted under this pack."""
        return CountingRules(
            basis=Basis(str(self.rules["basis"].value)),
            counts_parking=self.is_set("counts-parking"),
            max_proxies=self.days("max-proxies"),
        )
