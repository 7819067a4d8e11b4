"""The five people, and beside them two administrators, an auditor, a liaison, an official of the city."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.actors import Grant
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.loading import load_organisations
from app.roster.models import StaffAccount
from tests import factories as make
from tests.pages import check_page
from tests.people import World, a_world

CITY = "371500"


@dataclass(frozen=True)
class House:
    """The world with those who look after its staff."""

    world: World
    first: StaffAccount
    second: StaffAccount
    auditor: StaffAccount
    liaison: StaffAccount
    city: StaffAccount

    def client(self, name: str) -> FlaskClient:
        """A browser signed in as one of them; `stranger` and `wang` are nobody of the staff."""
        if name == "stranger":
            return self.world.app.test_client()
        if name == "wang":
            return self.world.resident(self.world.wang)
        return self.world.staff(getattr(self, name, None) or getattr(self.world, name))


@pytest.fixture
def house(app: Flask) -> House:
    """Forms need no token here: what they carry is checked by `check_page`."""
    app.config["WTF_CSRF_ENABLED"] = False
    world = a_world(app)
    with transaction():
        load_organisations(clock.now())
        key = operations.add_staff("liaison", "联络员小周", "test:maker", make.AT).key
        unit = queries.get_organisation("power-grid").id
        operations.give_role(key, Grant("liaison", CITY, unit), "test:maker", make.AT)
    liaison = StaffAccount.query.filter_by(key=key).one()
    roles = {"first": "admin", "second": "admin", "auditor": "auditor", "city": "city"}
    people = {name: make.a_staff_account(role, CITY, username=name) for name, role in roles.items()}
    return House(world, liaison=liaison, **people)


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that passed every check."""
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code, answer.text[-400:])
    check_page(answer.text, f"http://localhost{url}")
    return answer.text


def sent(client: FlaskClient, url: str, status: int = 303, **fields: Any) -> TestResponse:
    """What came back of a form; a page among it passed every check."""
    answer = client.post(url, data={name.replace("__", "-"): value for name, value in fields.items()})
    assert answer.status_code == status, (url, answer.status_code, answer.text[-600:])
    if status != 303:
        check_page(answer.text, f"http://localhost{url}")
    return answer
