"""Member units: published duties, an inbox for liaisons, answers, and what is settled."""

import pytest

from app.core.actors import Actor
from app.core.db import transaction
from app.roster import queries
from app.roster.loading import load_organisations
from tests import factories as make
from tests.web.staff.conftest import House, seen, sent

UNITS = "/staff/units/"
FORM = {"unit": "power-grid", "subject": "架空线入地", "words": "请派人到向阳小区看线路", "due": "2099-01-01"}


@pytest.fixture(autouse=True)
def units_are_there(house: House) -> None:
    """The liaison comes with the units."""
    assert house.liaison.key


def message_of(house: House) -> str:
    return f"{UNITS}messages/{queries.messages_for(actor_of(house))[0].id}"


def actor_of(house: House) -> Actor:
    return Actor("staff", house.city.key, "", tuple(queries.grants_of(house.city.key, make.AT)))


def test_everybody_reads_the_duties_which_name_no_person(house: House) -> None:
    html = seen(house.client("stranger"), "/organisations")
    assert "国网聊城供电公司" in html
    assert "每周调度" in html
    assert html.count("<h3") == 35
    assert not any(name in html for name in ("田中俊", "张学宏", "李济哲", "林洪"))


def test_the_units_are_loaded_once_and_kept_up_to_date(house: House) -> None:
    with transaction():
        assert load_organisations(make.AT) == 0


@pytest.mark.parametrize(
    ("name", "status"),
    [("stranger", 303), ("wang", 303), ("clerk", 403), ("auditor", 403), ("liaison", 200), ("official", 200),
     ("city", 200), ("first", 200)],
)  # fmt: skip
def test_who_may_enter(house: House, name: str, status: int) -> None:
    assert house.client(name).get(UNITS).status_code == status


def test_a_matter_is_sent_answered_and_settled(house: House) -> None:
    sent(house.client("city"), f"{UNITS}messages", **FORM)
    url = message_of(house)
    html = seen(house.client("liaison"), UNITS)
    assert "架空线入地" in html
    assert 'side-count">1<' in html
    sent(house.client("liaison"), f"{url}/answer", 422, answer=" ")
    sent(house.client("liaison"), f"{url}/answer", answer="周三上午去")
    assert "周三上午去" in seen(house.client("city"), url)
    sent(house.client("liaison"), f"{url}/close", 403)
    sent(house.client("city"), f"{url}/close")
    sent(house.client("liaison"), f"{url}/answer", 409, answer="改周四")
    sent(house.client("city"), f"{url}/close", 409)


def test_others_neither_read_nor_answer_it(house: House) -> None:
    sent(house.client("city"), f"{UNITS}messages", **FORM)
    url = message_of(house)
    assert house.client("official").get(url).status_code == 403
    assert "架空线入地" not in seen(house.client("official"), UNITS)
    sent(house.client("city"), f"{url}/answer", 403, answer="好")
    sent(house.client("liaison"), f"{UNITS}messages", 403, **FORM)
    assert house.client("city").get(f"{UNITS}messages/999999").status_code == 404


def test_a_refused_form_comes_back_as_it_was(house: House) -> None:
    for wrong, words in (
        ({"due": "明天"}, "日期看不懂"),
        ({"subject": ""}, "请写标题"),
        ({"unit": "x"}, "没有这个成员单位"),
    ):
        status = 404 if "unit" in wrong else 422
        html = sent(house.client("city"), f"{UNITS}messages", status, **(FORM | wrong)).text
        assert words in html
        assert "请派人到向阳小区看线路" in html
