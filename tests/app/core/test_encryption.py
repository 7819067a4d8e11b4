"""Personal fields at rest: readable only by their key, in their own row and column, unchanged."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.chats import operations as chats
from app.chats import queries as chat_queries
from app.core.db import db, transaction
from app.core.encryption import Keyring, Unreadable, blind_index, keyring
from app.roster.models import Person
from tests import factories as make

OLD, NEW, INDEX = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
RING = Keyring(f"k1:{OLD}", INDEX)
BINDING = "person|name_sealed|row-1"


@given(st.text(), st.text(max_size=80))
def test_whatever_is_sealed_opens_again_and_looks_different_every_time(plain: str, binding: str) -> None:
    try:
        plain.encode(), binding.encode()
    except UnicodeEncodeError:
        return
    sealed = RING.seal(plain, binding)
    assert RING.open(sealed, binding) == plain
    assert RING.seal(plain, binding) != sealed


def test_the_length_of_a_sealed_choice_tells_nothing() -> None:
    choices = ("agree", "disagree", "abstain", "void", "", "不同意")
    assert len({len(RING.seal(choice, BINDING)) for choice in choices}) == 1
    contents = [f'{{"choice": "{choice}", "salt": "{"0" * 32}"}}' for choice in choices]
    assert len({len(RING.seal(content, BINDING)) for content in contents}) == 1


def test_a_value_sealed_before_lengths_were_evened_out_still_opens() -> None:
    nonce = bytes(12)
    raw = nonce + AESGCM(base64.b64decode(OLD)).encrypt(nonce, "王秀英".encode(), BINDING.encode())
    assert RING.open(f"v1.k1.{base64.urlsafe_b64encode(raw).decode()}", BINDING) == "王秀英"


@pytest.mark.parametrize(
    "binding", ["person|name_sealed|row-2", "person|phone_sealed|row-1", "staff|name_sealed|row-1", ""]
)
def test_a_value_moved_to_another_row_column_or_table_does_not_open(binding: str) -> None:
    with pytest.raises(Unreadable):
        RING.open(RING.seal("王秀英", BINDING), binding)


def test_a_value_with_any_byte_changed_does_not_open() -> None:
    head, _, body = RING.seal("13806350001", BINDING).rpartition(".")
    raw = base64.urlsafe_b64decode(body)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(Unreadable):
            RING.open(f"{head}.{base64.urlsafe_b64encode(changed).decode()}", BINDING)


@pytest.mark.parametrize(
    "sealed", ["", "v1", "v1.k1", "v1.k1.", "v1.k1.A", "v1.k1.AAAA", "v2.k1.AAAA", "v1.k1.好", "plain text"]
)
def test_what_was_never_sealed_is_unreadable_and_no_crash(sealed: str) -> None:
    with pytest.raises(Unreadable):
        RING.open(sealed, BINDING)


def test_an_old_key_still_opens_after_a_newer_one_is_put_first() -> None:
    sealed = RING.seal("王秀英", BINDING)
    both = Keyring(f"k2:{NEW},k1:{OLD}", INDEX)
    assert both.open(sealed, BINDING) == "王秀英"
    assert both.seal("王秀英", BINDING).startswith("v1.k2.")
    with pytest.raises(Unreadable, match="k1"):
        Keyring(f"k2:{NEW}", INDEX).open(sealed, BINDING)


def test_the_same_id_with_other_bytes_does_not_open() -> None:
    with pytest.raises(Unreadable):
        Keyring(f"k1:{NEW}", INDEX).open(RING.seal("x", BINDING), BINDING)


@pytest.mark.parametrize(
    "keys",
    ["", " , ", "k1", "k1:", "k1:c2hvcnQ=", f"k.1:{OLD}", f":{OLD}", f"k1:{OLD},k1:{NEW}", f"k 1:{OLD}",
     "k1:" + base64.b64encode(b"k" * 16).decode(), "k1:***" + OLD],
)  # fmt: skip
def test_a_key_setting_that_would_lose_data_is_refused_at_the_start(keys: str) -> None:
    with pytest.raises(ValueError):
        Keyring(keys, INDEX)


def test_spaces_around_keys_do_no_harm() -> None:
    ring = Keyring(f" k2:{NEW} , k1:{OLD}", INDEX)
    assert ring.newest == "k2"
    assert ring.open(RING.seal("x", BINDING), BINDING) == "x"


def test_the_blind_index_differs_by_column_and_by_key_and_not_by_the_sealing_key() -> None:
    phone = "13806350001"
    assert RING.index(phone, "person.phone") == RING.index(phone, "person.phone")
    assert RING.index(phone, "person.phone") != RING.index(phone, "claim.phone")
    assert RING.index(phone, "person.phone") != Keyring(f"k1:{OLD}", NEW).index(phone, "person.phone")
    assert RING.index(phone, "person.phone") == Keyring(f"k2:{NEW}", INDEX).index(phone, "person.phone")
    assert phone not in RING.index(phone, "person.phone")


def raw_text(table: str) -> str:
    """Everything a database administrator sees in a table."""
    db.session.rollback()
    return repr(db.session.execute(text(f'SELECT * FROM "{table}"')).all())


def test_a_sealed_row_round_trips_and_its_raw_row_holds_no_plain_text(app: Flask) -> None:
    person = make.a_person(name="王秀英", phone="13806350001")
    db.session.expire_all()
    found = db.session.get_one(Person, person.id)
    assert (found.name, found.phone) == ("王秀英", "13806350001")
    assert "王秀英" not in raw_text("person")
    assert "13806350001" not in raw_text("person")


def test_an_administrator_who_swaps_two_names_makes_both_unreadable(app: Flask) -> None:
    compound = make.a_compound()
    first, second = (make.a_person(compound, name=name) for name in ("王秀英", "李建国"))
    with transaction():
        sealed = dict(db.session.execute(text("SELECT id, name_sealed FROM person")).all())
        for row, other in ((first.id, second.id), (second.id, first.id)):
            statement = text("UPDATE person SET name_sealed = :sealed WHERE id = :id")
            db.session.execute(statement, {"sealed": sealed[other], "id": row})
    db.session.expire_all()
    for row in (first.id, second.id):
        with pytest.raises(Unreadable):
            _ = db.session.get_one(Person, row).name


def test_an_empty_field_stays_empty_and_has_no_index(app: Flask) -> None:
    person = make.a_person(phone=None)
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).phone is None


def test_what_residents_say_to_the_clerk_and_to_the_bot_is_sealed(app: Flask) -> None:
    compound, contact = make.a_compound(), make.a_contact()
    with transaction():
        chats.open_help(contact, compound.id, "三楼漏水了", make.AT)
        chats.hold_conversation(contact, make.AT)
        chats.keep_conversation(contact, {"memo": {"name": "王秀英"}}, make.AT)
    (request,) = chat_queries.help_in([compound.id])
    assert [message.text for message in chat_queries.messages_in(request.id)] == ["三楼漏水了"]
    assert "漏水" not in raw_text("help_message")
    assert "王秀英" not in raw_text("conversation")


def test_the_running_application_has_the_keys_of_its_settings(app: Flask) -> None:
    assert keyring().newest == "dev1"
    assert blind_index("x", "a.b") == keyring().index("x", "a.b")
