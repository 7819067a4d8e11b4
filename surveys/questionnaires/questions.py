"""What one question is: its kind, its words, the options it offers."""

import re
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import Invalid
from surveys.questionnaires.writing import clean_line

MOST_OPTIONS = 60
LONGEST_LABEL = 200
LONGEST_TITLE = 300
LONGEST_HINT = 300
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class Kind(StrEnum):
    """The kinds of question; each has its rules in `surveys.questionnaires.kinds`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    YES_NO_UNSURE = "yes-no-unsure"
    RATING = "rating"
    TEXT = "text"


@dataclass(frozen=True)
class Option:
    """One thing to choose; an exclusive one ("none of these") rules out all others."""

    key: str
    label: str
    exclusive: bool = False

    def __post_init__(self) -> None:
        _check_key(self.key)
        object.__setattr__(self, "label", clean_line(self.label))
        if not self.label:
            raise Invalid("option-needs-label", option=self.key)
        if len(self.label) > LONGEST_LABEL:
            raise Invalid("option-label-too-long", option=self.key, most=LONGEST_LABEL)


@dataclass(frozen=True)
class Question:
    """One question. `least` and `most` mean picks, points of a scale or characters, as the kind says.

    Inside a `Questionnaire` every default of the kind has been filled in.
    """

    key: str
    kind: Kind
    title: str
    options: tuple[Option, ...] = ()
    required: bool = True
    least: int | None = None
    most: int | None = None
    hint: str = ""

    def __post_init__(self) -> None:
        _check_key(self.key)
        object.__setattr__(self, "title", clean_line(self.title))
        object.__setattr__(self, "hint", clean_line(self.hint))
        object.__setattr__(self, "options", tuple(self.options))
        self._check_words()
        self._check_options()

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and most as whole numbers, 0 where the kind knows none."""
        return self.least or 0, self.most or 0

    @property
    def option_keys(self) -> tuple[str, ...]:
        """The keys of the options, in the order they are shown."""
        return tuple(option.key for option in self.options)

    @property
    def exclusive_keys(self) -> frozenset[str]:
        """The keys of the options that rule out all others."""
        return frozenset(option.key for option in self.options if option.exclusive)

    def _check_words(self) -> None:
        if not self.title:
            raise Invalid("question-needs-title", question=self.key)
        if len(self.title) > LONGEST_TITLE:
            raise Invalid("question-title-too-long", question=self.key, most=LONGEST_TITLE)
        if len(self.hint) > LONGEST_HINT:
            raise Invalid("question-hint-too-long", question=self.key, most=LONGEST_HINT)

    def _check_options(self) -> None:
        if len(self.options) > MOST_OPTIONS:
            raise Invalid("question-has-too-many-options", question=self.key, most=MOST_OPTIONS)
        if len(set(self.option_keys)) < len(self.options):
            raise Invalid("option-key-repeated", question=self.key, title=self.title)
        if len({option.label for option in self.options}) < len(self.options):
            raise Invalid("option-label-repeated", question=self.key, title=self.title)


def _check_key(key: str) -> None:
    if _KEY.fullmatch(key) is None:
        raise Invalid("key-malformed", key=clean_line(key[:40]))
