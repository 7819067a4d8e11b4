"""The five people, and beside them two administrators, an auditor, a liaison, an official of the city."""

from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.actors import Grant
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.loading import load_organisations
from app.roster.models import StaffAccount
from tests import factories as make
from tests.pages import check_page
from tests.people import World, a_world

CITY = "371500"


class House:
    """The world with those who look after its staff, each made when a test first speaks of them."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def first(self) -> StaffAccount:
        """An administrator of the city."""
        return make.a_staff_account("admin", CITY, username="first")

    @cached_property
    def second(self) -> StaffAccount:
        """The other administrator."""
        return make.a_staff_account("admin", CITY, username="second")

    @cached_property
    def auditor(self) -> StaffAccount:
        """Who reads the whole city's log."""
        return make.a_staff_account("auditor", CITY, username="auditor")

    @cached_property
    def city(self) -> StaffAccount:
        """An official of the city."""
        return make.a_staff_account("city", CITY, username="city")

    @cached_property
    def liaison(self) -> StaffAccount:
        """Who speaks for the power grid."""
        with transaction():
            load_organisations(make.AT)
            key = operations.add_staff("liaison", "联络员小周", "test:maker", make.AT).key
            grant = Grant("liaison", CITY, queries.get_organisation("power-grid").id)
            operations.give_role(key, grant, "test:maker", make.AT)
        return make.settled_in(key)

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
    return House(a_world(app))


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
