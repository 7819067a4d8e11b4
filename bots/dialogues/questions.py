"""One question of a questionnaire: how it is asked in chat, how a reply is read."""

from collections.abc import Callable

from bots.dialogues.step import Say, Says, Unclear, say
from bots.nlu import Choice, Polarity, Trouble, choose, choose_many, rating, yes_no_unsure
from surveys.questionnaires import Answer, Kind, Question, check_answer

LONGEST_QUESTION = 460  # characters of a question with its options that leave room in one reply

Read = Callable[[Question, str], Answer | Unclear]


def ask_question(question: Question, number: int, of: int) -> Says:
    """The question with its number; options, bounds and whether it may be skipped."""
    facts: dict[str, object] = {"number": number, "of": of, "title": question.title}
    if question.options:
        facts["options"] = labels_of(question)
    if question.kind in (Kind.MULTIPLE, Kind.RATING):
        facts |= {"least": question.bounds[0], "most": question.bounds[1]}
    if question.kind is Kind.TEXT:
        facts["most"] = question.bounds[1]
    hints = (say("hint", hint=question.hint),) if question.hint else ()
    may_skip = () if question.required else (say("may-skip"),)
    return (Say(f"ask-{question.kind}", facts), *hints, *may_skip)


def read_reply(question: Question, text: str) -> Answer | Unclear:
    """The answer a reply means, checked; Invalid when it is understood but breaks a bound."""
    given = READERS[question.kind](question, text)
    if isinstance(given, Unclear):
        return given
    answer = check_answer(question, given)
    return Unclear() if answer is None else answer


def suits_chat(question: Question) -> bool:
    """Can this question be asked and read in one message?"""
    length = len(question.title) + len(question.hint) + sum(len(label) + 4 for label in labels_of(question))
    return question.kind in READERS and length <= LONGEST_QUESTION


def labels_of(question: Question) -> tuple[str, ...]:
    """The texts of the options, in order."""
    return tuple(option.label for option in question.options)


def answer_texts(question: Question, answer: Answer) -> tuple[str, ...]:
    """An answer as it was offered: option texts, the number, the words."""
    keys = answer if isinstance(answer, list) else [answer]
    known = {option.key: option.label for option in question.options}
    return tuple(known.get(str(key), str(key)) for key in keys)


def _single(question: Question, text: str) -> Answer | Unclear:
    choice = choose(text, labels_of(question))
    return question.option_keys[choice.index] if choice.is_clear else _trouble(question, choice)


def _multiple(question: Question, text: str) -> Answer | Unclear:
    choice = choose_many(text, labels_of(question))
    if not choice.is_clear:
        return _trouble(question, choice)
    exclusive = [key for key in question.option_keys if key in question.exclusive_keys]
    if choice.none:
        return (
            exclusive if len(exclusive) == 1 else Unclear((say("pick-at-least", least=question.bounds[0]),))
        )
    keys = [question.option_keys[index] for index in choice.picks]
    return [key for key in keys if key not in exclusive] if choice.every else keys


def _yes_no_unsure(question: Question, text: str) -> Answer | Unclear:
    choice = choose(text, labels_of(question))
    if choice.is_clear:
        return question.option_keys[choice.index]
    meant = yes_no_unsure(text)
    return _trouble(question, choice) if meant is Polarity.UNCLEAR else meant.value


def _rating(question: Question, text: str) -> Answer | Unclear:
    least, most = question.bounds
    mark = rating(text, least, most)
    return Unclear((say("rating-from-to", least=least, most=most),)) if mark is None else mark


def _text(_question: Question, text: str) -> Answer | Unclear:
    return text


def _trouble(question: Question, choice: Choice) -> Unclear:
    said = {
        Trouble.SEVERAL: say("pick-only-one"),
        Trouble.NEGATED: say("say-it-plainly"),
        Trouble.OUT_OF_RANGE: say("no-such-number", most=len(question.options)),
    }.get(choice.trouble)
    return Unclear((said,) if said else ())


READERS: dict[Kind, Read] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.YES_NO_UNSURE: _yes_no_unsure,
    Kind.RATING: _rating,
    Kind.TEXT: _text,
}
