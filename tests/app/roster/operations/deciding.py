"""Deciding about rights in tests: three instants, the world after an import, an act and its refusal."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core.db import transaction
from app.roster import operations, queries
from app.roster.operations import Somebody
from surveys.electorate.rights import Electorate
from surveys.electorate.rules import CountingRules
from surveys.electorate.scopes import COMPOUND
from surveys.errors import Refusal
from tests import factories as make
from tests.people import World, a_world

BEFORE = make.AT + timedelta(days=1)
THEN = make.AT + timedelta(days=10)
LATER = make.AT + timedelta(days=20)


def refreshed(app: Flask) -> World:
    """The five people, after an import of their roster."""
    world = a_world(app)
    with transaction():
        operations.refresh_rights(world.compound.id, make.AT)
    return world


def rights(world: World, at: datetime = LATER, **rules: object) -> Electorate:
    return queries.rights_at(world.compound.id, COMPOUND, at, rules=CountingRules(**rules))


def act(world: World, operation: Callable[..., object], told: object, at: datetime = THEN) -> object:
    with transaction():
        return operation(world.compound.id, told, "test:clerk", at)


def refused(world: World, operation: Callable[..., object], told: object, at: datetime = THEN) -> str:
    with pytest.raises(Refusal) as refusal:
        act(world, operation, told, at)
    return refusal.value.code


def a_proxy(principal: int, agent: Somebody, days: int = 30) -> operations.Authorisation:
    until = THEN + timedelta(days=days)
    return operations.Authorisation(principal, agent, make.AT, until, seen="paper with signature and date")
