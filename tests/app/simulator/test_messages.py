"""What the account sends: windows, limits, templates, credit."""

from typing import Any

import pytest

from app.simulator.operations import conversations, quotas
from app.simulator.operations.messages import (
    accept_custom,
    accept_subscription,
    accept_template,
    library_from,
    template_list,
)
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries import messages_for
from app.simulator.queries.store import Store
from bots.wechat.notices import TEMPLATES, data_for
from tests.app.simulator.conftest import ANNA, AT, BORIS

DATA = data_for("poll-opened", {"compound": "A", "title": "B", "closes_at": AT})


LIBRARY = library_from(
    {"poll-opened": {"template": "T1", "subscription": "S1"}, "unknown": {"template": "T2"}}
)


def notice(**changed: Any) -> dict[str, Any]:
    """A template message to Anna."""
    return {"touser": ANNA, "template_id": "T1", "data": DATA, "url": "http://a.example/p"} | changed


def custom(kind: str = "text", **changed: Any) -> dict[str, Any]:
    """A customer-service message to Anna."""
    bodies: dict[str, Any] = {
        "text": {"content": "hello"},
        "news": {"articles": [{"title": "t", "description": "d", "url": "http://a.example/"}]},
        "msgmenu": {"head_content": "h", "list": [{"id": "1", "content": "yes"}], "tail_content": "t"},
    }
    return {"touser": ANNA, "msgtype": kind, kind: bodies.get(kind)} | changed


def test_inside_the_window_every_kind_reaches_the_telephone(store: Store) -> None:
    quotas.open_allowance(store, ANNA, "message", AT)
    for kind in ("text", "news", "msgmenu"):
        assert accept_custom(store, custom(kind), AT).answer["errcode"] == 0
    shown = messages_for(store, ANNA, 10)
    assert [(message.way, message.kind) for message in shown] == [
        ("custom", "text"), ("custom", "news"), ("custom", "msgmenu"),
    ]  # fmt: skip
    assert shown[2].body["choices"] == [["1", "yes"]]


@pytest.mark.parametrize(
    ("order", "errcode"),
    [
        (custom(touser="oNobody"), 40003),
        (custom(touser=None), 40003),
        (custom(msgtype="poem"), 40008),
        (custom(text=None), 44002),
        (custom(text={"content": ""}), 44004),
        (custom(text={"content": "x" * 2049}), 45002),
        (custom("image", image={"media_id": "made-up"}), 40007),
        (custom("news", news={"articles": []}), 45008),
        (custom("news", news={"articles": [{"title": "t"}] * 2}), 45008),
        (custom("msgmenu", msgmenu={"list": [{"id": "1"}]}), 40035),
    ],
)
def test_a_message_that_cannot_be_sent_costs_nothing(
    store: Store, order: dict[str, Any], errcode: int
) -> None:
    quotas.open_allowance(store, ANNA, "click", AT)
    with pytest.raises(ApiRefusal) as refused:
        accept_custom(store, order, AT)
    assert refused.value.errcode == errcode
    for _ in range(3):
        quotas.spend_message(store, ANNA, AT)


def test_outside_the_window_and_over_the_count_have_their_own_numbers(store: Store) -> None:
    with pytest.raises(ApiRefusal) as outside:
        accept_custom(store, custom(), AT)
    quotas.open_allowance(store, ANNA, "click", AT)
    for _ in range(3):
        accept_custom(store, custom(), AT)
    with pytest.raises(ApiRefusal) as over:
        accept_custom(store, custom(), AT)
    assert (outside.value.errcode, over.value.errcode) == (45015, 45047)


def test_a_template_message_is_shown_and_reported(store: Store) -> None:
    accepted = accept_template(store, notice(), LIBRARY, AT)
    (shown,) = messages_for(store, ANNA, 10)
    assert shown.body["title"] == TEMPLATES["poll-opened"].title
    assert [value for _, value in shown.body["lines"]][:2] == ["A", "B"]
    assert accepted.news is not None
    assert ("Status", "success") in accepted.news.fields
    assert ("MsgID", str(accepted.answer["msgid"])) in accepted.news.fields


def test_a_person_who_blocks_templates_is_reported_and_sees_nothing(store: Store) -> None:
    conversations.block_templates(store, ANNA, is_blocking=True)
    accepted = accept_template(store, notice(), LIBRARY, AT)
    assert accepted.news is not None
    assert ("Status", "failed:user block") in accepted.news.fields
    assert messages_for(store, ANNA, 10) == []


@pytest.mark.parametrize(
    ("order", "errcode"),
    [
        (notice(touser="oNobody"), 40003),
        (notice(touser=BORIS), 43004),
        (notice(template_id="made-up"), 40037),
        (notice(template_id="S1"), 40037),
        (notice(template_id=None), 40037),
        (notice(data=None), 47001),
        (notice(data={}), 47003),
        (notice(data=DATA | {"thing1": {"value": "x" * 21}}), 47003),
        (notice(data=DATA | {"thing1": {"value": ""}}), 47003),
        (notice(data=DATA | {"thing1": {"value": "a\nb"}}), 47003),
        (notice(data=DATA | {"thing1": "bare"}), 47003),
        (notice(data={key: DATA[key] for key in ("thing1", "thing2")}), 47003),
    ],
)
def test_a_template_message_that_does_not_fit_is_refused(
    store: Store, order: dict[str, Any], errcode: int
) -> None:
    with pytest.raises(ApiRefusal) as refused:
        accept_template(store, order, LIBRARY, AT)
    assert refused.value.errcode == errcode


def test_the_refusal_names_the_field(store: Store) -> None:
    with pytest.raises(ApiRefusal) as refused:
        accept_template(store, notice(data=DATA | {"thing2": {"value": "x" * 21}}), LIBRARY, AT)
    assert "data.thing2.value" in str(refused.value.answer["errmsg"])


def test_a_subscription_notice_needs_credit_and_uses_it_up(store: Store) -> None:
    with pytest.raises(ApiRefusal) as refused:
        accept_subscription(store, notice(template_id="S1"), LIBRARY, AT)
    assert refused.value.errcode == 43101
    quotas.grant_credit(store, ANNA, "S1")
    assert accept_subscription(store, notice(template_id="S1"), LIBRARY, AT).answer["errcode"] == 0
    with pytest.raises(ApiRefusal):
        accept_subscription(store, notice(template_id="S1"), LIBRARY, AT)


def test_a_misfit_notice_uses_up_no_credit(store: Store) -> None:
    quotas.grant_credit(store, ANNA, "S1")
    with pytest.raises(ApiRefusal):
        accept_subscription(store, notice(template_id="S1", data={}), LIBRARY, AT)
    quotas.spend_credit(store, ANNA, "S1")


def test_template_messages_and_subscription_notices_have_libraries_of_their_own() -> None:
    assert (LIBRARY.template, LIBRARY.subscription) == ({"T1": "poll-opened"}, {"S1": "poll-opened"})
    (one,) = template_list(LIBRARY.template)
    assert one["title"] == TEMPLATES["poll-opened"].title
    assert "{{thing1.DATA}}" in one["content"]
