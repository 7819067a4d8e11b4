"""WeChat contacts come, agree, leave without a trace of their identity, and come back as new."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.models import Binding, Contact
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
