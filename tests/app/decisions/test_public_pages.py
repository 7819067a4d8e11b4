"""Anybody checks a notice and reads the rules, without signing in."""

import pytest
from flask.testing import FlaskClient

from surveys.tally.packs import all_packs
from tests.app.dashboards.conftest import page
from tests.pages import check_page

NOTICE = {
    "matter": "use-maintenance-fund",
    "total_heads": "120",
    "total_area": "9876.50",
    "present_heads": "98",
    "present_area": "8012.25",
    "agreed_heads": "61",
    "agreed_area": "5120.4",
}


def asked(client: FlaskClient, **changes: str) -> tuple[int, str]:
    answer = client.get("/check", query_string={**NOTICE, **changes})
    check_page(answer.text, "http://localhost/check")
    return answer.status_code, answer.text


def test_the_form_is_there_for_everybody(client: FlaskClient) -> None:
    html = page(client, "/check")
    assert "核对公示" in html
    assert "还差一点" not in html


def test_a_notice_is_answered_with_both_tests(client: FlaskClient) -> None:
    status, html = asked(client)
    assert status == 200
    for words in ("通过了", "98 ÷ 120 人 = 81.67%，至少要 80 人", "5120.40 ÷ 8012.25 ㎡ = 63.91%", "第278条"):
        assert words in html
    assert 'value="9876.50"' in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed_heads": "49"}, "没有通过"),
        ({"present_heads": "60", "agreed_heads": "60"}, "参加表决的不够三分之二"),
        ({"agreed_area": ""}, "还看不出"),
        ({"agreed_area": ""}, "缺面积"),
        ({"present_heads": "130"}, "参加表决的比全体还多"),
        ({"present_heads_percent": "81.66"}, "印的百分比"),
        ({"deemed_heads": "5", "deemed_area": "300"}, "随多数的也算上：通过"),
        ({"matter": "elevator"}, "同意的人数占全体"),
        ({"matter": "dwelling-to-business"}, "不能按多数表决"),
        ({"present_heads": "", "agreed_heads": "30"}, "不管是多少"),
        ({"total_heads": "１２０"}, "通过了"),
        ({"void_heads": "4", "void_area": "200"}, "通过了"),
    ],
)
def test_every_answer_has_its_words(client: FlaskClient, changes: dict[str, str], words: str) -> None:
    status, html = asked(client, **changes)
    assert status == 200
    assert words in html


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("matter", "", "这一项没有填"),
        ("matter", "<picnic>", "这里只能从几个写法里选"),
        ("total_heads", "一百二十", "人数要写整数"),
        ("total_heads", "-3", "人数要写整数"),
        ("total_heads", "9" * 39, "数字太大"),
        ("total_area", "9876.505", "小数最多 2 位"),
        ("agreed_area", "五千", "数字写法不对"),
        ("agreed_heads_percent", "大半", "百分比写法不对"),
    ],
)
def test_what_cannot_be_read_comes_back_with_its_reason(
    client: FlaskClient, field: str, typed: str, words: str
) -> None:
    status, html = asked(client, **{field: typed})
    assert status == 422
    assert words in html
    assert f'id="{field}-error"' in html
    assert 'value="8012.25"' in html


def test_all_faults_are_told_at_once(client: FlaskClient) -> None:
    status, html = asked(client, total_heads="x", agreed_area="y", total_area="")
    assert status == 422
    assert html.count('href="#total_heads"') == html.count('href="#agreed_area"') == 1


def test_without_the_whole_nothing_can_be_said(client: FlaskClient) -> None:
    status, html = asked(client, total_heads="", total_area="")
    assert (status, 'href="#total_heads"' in html) == (422, True)


def test_every_rule_stands_on_the_page_with_its_article(client: FlaskClient) -> None:
    html = page(client, "/rules")
    for pack in all_packs():
        assert pack.name in html
        for rule in (*pack.rules.values(), *pack.matters.values()):
            assert rule.says in html
            assert rule.article in html
    assert "范围不足 10 户" in html


def test_the_front_page_leads_to_both(client: FlaskClient) -> None:
    html = page(client, "/")
    assert 'href="/check"' in html
    assert 'href="/rules"' in html
