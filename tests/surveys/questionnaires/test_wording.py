"""The standard words."""

from surveys.questionnaires import wording


def test_yes_no_unsure_has_three_words_in_order() -> None:
    assert [option.key for option in wording.yes_no_unsure()] == ["yes", "no", "unsure"]


def test_the_promise_says_who_sees_what() -> None:
    promise = wording.who_sees("who-not-what")
    assert all(word in promise for word in ("居委会", "看不到", "截止后", "1到4户"))
