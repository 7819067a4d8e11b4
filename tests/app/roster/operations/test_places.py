"""Regions and compounds, each in exactly one place."""

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.roster import operations, queries
from app.roster.loading import load_regions
from app.roster.models import Region
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make


def load() -> int:
    with transaction():
        return load_regions(make.AT)


def add(*details: object, **more: object) -> str:
    with transaction():
        return operations.add_region(operations.RegionDetails(*details, **more), "test:maker", make.AT)


def test_the_city_has_eight_counties_and_three_zones(app: Flask) -> None:
    assert load() == 12
    assert load() == 0
    below = queries.regions_under("371500")
    assert len(below) == 12
    assert [region.code for region in below if region.is_virtual] == ["3715K1", "3715K2", "3715K3"]
    zone = db.session.get_one(Region, "3715K1")
    assert (zone.gb_code, zone.path) == (None, "371500.3715K1")


def test_a_street_run_by_a_zone_is_counted_there_and_not_in_its_county(app: Flask) -> None:
    load()
    add("371502008", "3715K1", "北城街道", "street", gb_parent="371502")
    assert "371502008" in {region.code for region in queries.regions_under("371500.3715K1")}
    assert "371502008" not in {region.code for region in queries.regions_under("371500.371502")}
    compound = make.a_compound(region="371502008")
    assert [one.id for one in queries.compounds_under(["371500.3715K1"])] == [compound.id]
    assert queries.compounds_under(["371500.371502"]) == []
    assert len(queries.compounds_under(["371500", "371500.3715K1"])) == 1


def test_a_region_is_added_once_below_a_known_one(app: Flask) -> None:
    load()
    with pytest.raises(Refusal, match="region-exists"):
        add("371502", "371500", "again", "county")
    with pytest.raises(Invalid, match="region-unknown"):
        add("999999001", "999999", "nowhere", "street")


def test_a_compound_has_a_staff_code_of_its_own(app: Flask) -> None:
    compound = make.a_compound(code="xy-01")
    assert compound.code == "XY-01"
    assert compound.path == "371500.371502.XY-01"
    assert queries.compound_by_code(" xy-01 ").id == compound.id
    with pytest.raises(Refusal, match="compound-exists"):
        make.a_compound(code="XY-01")
    for code in ("", "a b", "向阳", "X" * 21, "A.B"):
        with pytest.raises(Invalid, match="compound-code-malformed"):
            make.a_compound(code=code)


def test_a_compound_that_is_not_there_is_missing_or_none(app: Flask) -> None:
    assert queries.find_compound("NOSUCH") is None
    for ask in (queries.get_compound_by_public_id, queries.compound_by_code):
        with pytest.raises(Missing, match="compound-not-found"):
            ask("NOSUCH")
    with pytest.raises(Missing, match="compound-not-found"):
        queries.get_compound(999)
