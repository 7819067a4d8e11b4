"""The catalogue holds what the seed document lists, once each."""

from collections import Counter

from surveys.questionnaires.templates import catalogue, items_in


def test_every_code_and_every_word_stands_once() -> None:
    items = catalogue()
    for values in ([i.code for i in items], [i.name for i in items], [i.label for i in items]):
        assert len(set(values)) == len(values) == 28


def test_the_classes_have_the_sizes_of_the_seed() -> None:
    assert Counter(item.group for item in catalogue()) == {
        "basic-main": 8,
        "basic-auxiliary": 5,
        "basic-joint": 1,
        "improved": 8,
        "upgraded": 6,
    }


def test_the_letter_of_a_code_tells_its_class() -> None:
    named = {"B": ("basic", "基础"), "W": ("improved", "完善"), "T": ("upgraded", "提升")}
    assert all((item.item_class, item.class_name) == named[item.code[0]] for item in catalogue())


def test_every_item_has_words_to_be_found_by() -> None:
    assert all(item.keywords for item in catalogue())


def test_an_unknown_group_is_empty() -> None:
    assert items_in("no-such") == ()
