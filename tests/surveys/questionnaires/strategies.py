"""Questionnaires of every shape, answers that fit them, JSON of any kind."""

from hypothesis import strategies as st

from surveys.questionnaires import Kind, Option, Question, Questionnaire

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,6}", fullmatch=True)
WORDS = st.text(max_size=20)
SEEN = WORDS.map(lambda text: f"问{text}")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=8), parts, max_size=4),
    max_leaves=12,
)


@st.composite
def questions(draw: st.DrawFn, key: str = "q", kind: Kind | None = None) -> Question:
    """A question that can be asked, some defaults left open."""
    kind = kind or draw(st.sampled_from(Kind))
    options = draw(_options(exclusive=kind is Kind.MULTIPLE)) if kind in {Kind.SINGLE, Kind.MULTIPLE} else ()
    least, most = draw(_bounds(kind, sum(not option.exclusive for option in options)))
    return Question(
        key,
        kind,
        draw(SEEN),
        options,
        required=draw(st.booleans()),
        least=least,
        most=most,
        hint=draw(WORDS),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire of up to six questions."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=6, unique=True))
    return Questionnaire(draw(SEEN), tuple(draw(questions(key)) for key in keys), draw(WORDS))


@st.composite
def answers(draw: st.DrawFn, question: Question) -> object:
    """What a respondent may say to a question of a questionnaire."""
    if question.kind is Kind.RATING:
        return draw(st.integers(*question.bounds))
    if question.kind is Kind.TEXT:
        return draw(st.text(max_size=question.bounds[1]).map(lambda text: "好" + text[1:]))
    if question.kind is not Kind.MULTIPLE:
        return draw(st.sampled_from(question.option_keys))
    plain = sorted(set(question.option_keys) - question.exclusive_keys)
    least, most = question.bounds
    picks = st.lists(st.sampled_from(plain), min_size=least, max_size=most, unique=True)
    alone = [st.just([key]) for key in sorted(question.exclusive_keys)]
    return draw(st.one_of(picks, *alone))


@st.composite
def _options(draw: st.DrawFn, *, exclusive: bool) -> tuple[Option, ...]:
    keys = draw(st.lists(KEYS, min_size=2, max_size=7, unique=True))
    last = exclusive and draw(st.booleans())
    return tuple(
        Option(key, f"选项{place} {draw(WORDS)}", last and place == len(keys) - 1)
        for place, key in enumerate(keys)
    )


@st.composite
def _bounds(draw: st.DrawFn, kind: Kind, combinable: int) -> tuple[int | None, int | None]:
    if kind is Kind.TEXT:
        return None, draw(st.none() | st.integers(1, 2000))
    if kind is Kind.RATING and draw(st.booleans()):
        least = draw(st.integers(0, 9))
        return least, draw(st.integers(least + 1, 10))
    if kind is Kind.MULTIPLE and draw(st.booleans()):
        least = draw(st.integers(1, combinable))
        return least, draw(st.integers(least, combinable))
    return None, None
