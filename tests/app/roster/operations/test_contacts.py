"""WeChat contacts come, agree, leave without a trace of their identity, and come back as new."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Binding, Contact, Person
from surveys.errors import Invalid, Missing
from tests import factories as make


def test_a_contact_is_made_once_for_each_account(app: Flask) -> None:
    with transaction():
        first = operations.contact_for("main", "openid-1", make.AT)
        assert operations.contact_for("main", "openid-1", make.AT) == first
        assert operations.contact_for("other", "openid-1", make.AT) != first
    assert not queries.get_contact(first).followed


def test_following_twice_is_following_once(app: Flask) -> None:
    with transaction():
        contact = operations.follow("main", "openid-1", make.AT)
        assert operations.follow("main", "openid-1", make.AT) == contact
    assert queries.get_contact(contact).followed


@pytest.mark.parametrize("openid", ["", "x" * 65, "gone-0123"])
def test_what_is_no_openid_is_refused(app: Flask, openid: str) -> None:
    with pytest.raises(Invalid, match="openid-malformed"), transaction():
        operations.contact_for("main", openid, make.AT)


def test_leaving_ends_bindings_and_forgets_the_wechat_identity(app: Flask) -> None:
    room = make.a_room()
    contact = make.a_resident_contact(room)
    openid = queries.get_contact(contact).openid
    with transaction():
        assert operations.unfollow("main", openid, make.AT) == contact
    assert queries.homes_of(contact) == []
    assert queries.contacts_of_rooms([room.id]) == []
    assert not queries.is_known_contact(contact)
    assert db.session.execute(select(Contact).where(Contact.openid == openid)).scalar() is None
    assert db.session.execute(select(Binding.id)).scalar() is not None


def test_coming_back_makes_a_new_contact_without_homes(app: Flask) -> None:
    contact = make.a_resident_contact()
    openid = queries.get_contact(contact).openid
    with transaction():
        operations.unfollow("main", openid, make.AT)
        again = operations.follow("main", openid, make.AT)
    assert again != contact
    assert queries.homes_of(again) == []
    assert queries.get_contact(again).consent_version is None


def test_late_word_that_somebody_left_does_not_unfollow_them_after_they_came_back(app: Flask) -> None:
    left_at = make.AT + timedelta(minutes=1)
    back_at = left_at + timedelta(seconds=5)
    with transaction():
        contact = operations.follow("main", "openid-1", back_at)
        assert operations.unfollow("main", "openid-1", back_at, left_at=left_at) is None
    assert queries.get_contact(contact).followed
    with transaction():
        assert operations.unfollow("main", "openid-1", back_at, left_at=back_at) == contact


def test_leaving_in_the_very_second_of_following_counts(app: Flask) -> None:
    at = make.AT.replace(microsecond=700_000)
    with transaction():
        contact = operations.follow("main", "openid-1", at)
        assert operations.unfollow("main", "openid-1", at, left_at=at.replace(microsecond=0)) == contact


def test_who_only_signed_in_on_a_page_can_leave_too(app: Flask) -> None:
    with transaction():
        contact = operations.contact_for("main", "openid-1", make.AT)
        assert operations.unfollow("main", "openid-1", make.AT, left_at=make.AT) == contact


def names_and_numbers() -> list[tuple[str | None, str | None]]:
    db.session.expire_all()
    people = db.session.execute(select(Person).order_by(Person.id)).scalars()
    return [(person.name, person.phone) for person in people]


@pytest.mark.parametrize("fate", ["waiting", "refused", "confirmed as member", "confirmed as owner"])
def test_leaving_forgets_the_name_and_number_given_with_a_claim(app: Flask, fate: str) -> None:
    room = make.a_room()
    wang = make.an_owner(room, "王秀英", "13806350001")
    contact = make.a_contact("openid-1")
    with transaction():
        claim = operations.request_binding(contact, room.id, make.AT, name="王秀英", phone="13900000000")
    with transaction():
        if fate == "refused":
            operations.refuse_binding(claim, "staff:CLERK", "请带房产证来", make.AT)
        elif fate != "waiting":
            owner = wang.id if fate.endswith("owner") else None
            operations.confirm_binding(claim, "staff:CLERK", make.AT, evidence="deed", owner_person_id=owner)
    with transaction():
        operations.unfollow("main", "openid-1", make.AT)
    assert sorted(names_and_numbers(), key=str) == [("王秀英", "13806350001"), (None, None)]


def test_a_stranger_who_leaves_changes_nothing(app: Flask) -> None:
    with transaction():
        assert operations.unfollow("main", "openid-unknown", make.AT) is None


def test_consent_is_kept_with_its_version(app: Flask) -> None:
    contact = make.a_contact(consented=False)
    with transaction():
        operations.consent(contact, "2026-11", make.AT)
    assert queries.get_contact(contact).consent_version == "2026-11"
    with pytest.raises(Invalid, match="consent-version-malformed"), transaction():
        operations.consent(contact, "", make.AT)
    with pytest.raises(Missing, match="contact-not-found"), transaction():
        operations.consent(999, "2026-11", make.AT)
