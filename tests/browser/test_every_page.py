"""Every page within three clicks of home, on a narrow screen, in standard and in large type."""

from collections.abc import Callable
from dataclasses import replace

import click
import pytest
from playwright.sync_api import BrowserContext

from tests.browser.crawling import Tour, Visit, Walk, each_page
from tests.browser.desks import Desk
from tests.browser.looking import (
    faults_by_ear,
    faults_for_the_old,
    faults_in_html,
    faults_of_weight,
    faults_on,
)
from tests.browser.phones import Phone
from tests.browser.product import PHONE, Product

pytestmark = pytest.mark.browser
TOURS = (
    Tour("resident", "/my/", 30, ("/staff",)),
    Tour("stranger", "/", 20, ("/my",)),
    Tour("demo-clerk", "/committee/", 50, ("/my",)),
    Tour("demo-official", "/official/", 20, ("/my",)),
)
MOST_PAGES = 120
RESIDENT = 7


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("tour", TOURS, ids=[tour.who for tour in TOURS])
def test_every_page_within_three_clicks_is_sound(
    product: Product, profile: Callable[..., BrowserContext], tour: Tour, mode: str
) -> None:
    context = profile(PHONE)
    _come_in(context, product, tour)
    context.add_cookies([{"name": "reading-mode", "value": mode, "url": product.base_url}])
    walk = Walk(context, replace(tour, also=_pages_after_the_close(product, tour)))
    faults = each_page(walk, lambda visit: _faults(visit, mode))
    assert len(walk.paths) > 3, walk.paths
    click.echo(f"\n{tour.who}, {mode}: {len(walk.paths)} pages")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(f"- {fault}" for fault in faults)


def test_the_walks_together_stay_within_their_bound() -> None:
    assert sum(tour.most for tour in TOURS) <= MOST_PAGES


def _faults(visit: Visit, mode: str) -> list[str]:
    faults = faults_on(visit)
    audience = visit.page.locator("html").get_attribute("data-audience")
    if mode == "standard":
        faults += faults_in_html(visit)
    is_for_all = audience in ("resident", "public")
    if is_for_all:
        faults += faults_for_the_old(visit.page) if mode == "elder" else faults_of_weight(visit.page)
    if is_for_all or mode == "standard":  # by ear large type is the same page: it is the slowest look of all
        faults += faults_by_ear(visit.page)
    return faults


def _pages_after_the_close(product: Product, tour: Tour) -> tuple[str, ...]:
    """What a poll looks like when it is over; three clicks meet the live one first."""
    closed = product.closed_poll
    return {
        "resident": (f"/my/polls/{closed}/result",),
        "stranger": (f"/p/{closed}", f"/p/{closed}/print"),
        "demo-clerk": (f"/committee/polls/{closed}", f"/committee/polls/{closed}/results"),
    }.get(tour.who, ())


def _come_in(context: BrowserContext, product: Product, tour: Tour) -> None:
    page = context.new_page()
    if tour.who == "resident":
        Phone(page).pick(product.resident(RESIDENT)["openid"])
    elif tour.who != "stranger":
        Desk(page).sign_in(tour.who)
    page.close()
