"""Production never gets a simulator, however it is asked for."""

import pytest
from flask import Blueprint, Flask

from app.simulator.operations.mounting import NotInProduction
from app.simulator.views import api, public


def place(name: str) -> Flask:
    """A bare application of this place, with the simulator's setting switched on."""
    app = Flask("place")
    app.config.update(APP_ENV=name, WECHAT_SIMULATOR=True)
    return app


@pytest.mark.parametrize("part", [public, api])
def test_production_refuses_to_mount_the_simulator(part: object) -> None:
    with pytest.raises(NotInProduction):
        part.init_app(place("production"))  # type: ignore[attr-defined]  # two modules with one function each


@pytest.mark.parametrize("bp", [public.bp, api.bp])
def test_going_round_the_front_door_does_not_help(bp: Blueprint) -> None:
    with pytest.raises(NotInProduction):
        place("production").register_blueprint(bp, url_prefix="/elsewhere")


@pytest.mark.parametrize("name", ["development", "testing"])
def test_other_places_may_have_it(name: str) -> None:
    app = place(name)
    public.init_app(app)
    api.init_app(app)
    assert {"simulator", "simulator_api"} <= app.blueprints.keys()
