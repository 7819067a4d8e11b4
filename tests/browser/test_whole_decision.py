"""A whole owner decision of 240 rooms, from the draft to a stranger's recount."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import apart, most_ballots, published
from tests.browser.deciding import (
    AUDITOR,
    CLERK,
    NOTICE_DAYS,
    OBJECTION_DAYS,
    SECOND,
    TITLE,
    VOTING_DAYS,
    WATCHER,
    Desks,
    Look,
)
from tests.browser.product import Product, keep_picture
from tests.browser.times import in_liaocheng
from tests.browser.voting import Owner, owners, telephone_of, without_telephone

pytestmark = pytest.mark.browser
KEPT = ("noticed", "owner-read-back", "owner-receipt", "open", "conflict", "objection", "public-final")
SETTLED = "业主本人来说明，以纸票为准"
DOUBT = "我家的票有没有算进去？"


@pytest.fixture(scope="module")
def place(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo city once more, with a clock of its own."""
    with apart.beside(product, tmp_path_factory.mktemp("decision")) as found:
        yield found


@pytest.mark.drill
@pytest.mark.timeout(600)
def test_a_whole_decision_runs_from_the_draft_to_a_strangers_recount(
    place: Product, browser: Browser, tmp_path: Path
) -> None:
    def look(page: Page, name: str) -> None:
        if name in KEPT:
            keep_picture(page, f"decision-{name}")

    play(place, browser, tmp_path, look=look)


def play(place: Product, browser: Browser, folder: Path, *, look: Look) -> None:
    """The story; `look` is shown every page on the way."""
    desks = Desks(place, browser, look)
    _announce(desks)
    people = owners(place)
    chatting, paging, agent, writing = (Owner(place, browser, one) for one in people[:4])
    principal, spoiled, late = without_telephone(place)[:3]
    _authorise(desks, agent, principal)
    serials = _print(desks, (chatting.home, paging.home, writing.home, spoiled, late, principal))
    apart.let_pass(chatting.page, days=NOTICE_DAYS)
    desks.until("正在投票")

    _vote(desks, chatting, paging, agent=agent, principal=principal)
    _return_papers(desks, serials, chatting=chatting.home, writing=writing.home, spoiled=spoiled)
    app = apart.app_of(place)
    online = most_ballots.vote_online(app, desks.key, [one["openid"] for one in people[4:54]])
    papers = most_ballots.return_papers(app, desks.key, (CLERK, SECOND), leave=serials, silent=20)
    _nothing_but_turnout(desks, paging.page)
    apart.let_pass(chatting.page, days=VOTING_DAYS)
    desks.until("已截止，等计票")

    _open_the_box(desks, serials[late])
    _settle(desks, chatting.home)
    desks.take("计票并公布初步结果")
    _object(desks, paging)
    apart.let_pass(chatting.page, days=OBJECTION_DAYS, hours=1)
    desks.take("公布决定")
    _put_away(desks)
    _check_everything_published(desks, paging.page, folder)
    click.echo(f"\n{online} heads voted online, {papers} papers were typed in by two")


def _announce(desks: Desks) -> None:
    desks.draft("记名，公开每一票")
    assert "都齐了" in desks.sit(CLERK, "/gaps").words, "nothing is missing from the roster"
    desks.take("请另一个人批准", "请人批准")
    said = desks.follow(CLERK, "", lambda desk: desk.press("发公告"))
    assert "名册和内容都定住" in said
    assert "238 人，19568.85 ㎡" in said, "240 rooms, two owners with two each"
    assert "还差 2 样" in said, "it cannot open without paper"
    desks.fix_paper_round()
    for name in (WATCHER, AUDITOR):
        desks.appoint(name)
    said = desks.take("定下来，到时开始")
    assert "（还没定下来" not in said
    desks.look(desks.sit(CLERK).page, "noticed")


def _authorise(desks: Desks, agent: Owner, home: str) -> None:
    """An owner without a telephone gives a neighbour a written authority."""
    desk = desks.sit(CLERK)
    stairs, number = home[:-3], home[-3:]
    for name in ("名册", stairs.partition("号楼")[0] + "号楼", stairs.partition("号楼")[2], number):
        desk.go(name)
    desk.go("业主、面积、谁来投票")
    desk.page.locator("summary", has_text="书面委托别人投票").click()
    form = desk.page.locator("form[action$='/proxy']")
    form.get_by_label("代理人不是这一户业主的，写代理人姓名").fill(agent.name)
    form.get_by_label("代理人电话").fill(telephone_of(agent.home))
    form.get_by_label("从哪天").fill(in_liaocheng(timedelta())[:10])
    form.get_by_label("到哪天").fill(in_liaocheng(timedelta(days=60))[:10])
    form.get_by_label("没有照片的，写您看到了什么").fill("看过签名的委托书原件")
    with desk.page.expect_navigation():
        form.get_by_role("button", name="记下来").click()
    assert "委托记好了" in desk.words, desk.words
    desks.look(desk.page, "authority")


def _print(desks: Desks, homes: tuple[str, ...]) -> dict[str, str]:
    """Ballots on paper, by stairwell; the serial of some homes as it stands beside its code."""
    found = {}
    for stairs in dict.fromkeys(home[:-3] for home in homes):
        desk = desks.sit(CLERK, "/paper")
        desk.go(f"只打印 {stairs}")
        sheets = desk.page.locator(".coded-ballot")
        for place in range(sheets.count()):
            home = sheets.nth(place).locator(".coded-room").inner_text()
            found[home.partition(" ")[2]] = sheets.nth(place).locator(".coded-serial").inner_text()
    desks.look(desk.page, "ballots")
    assert _pages_of(desk.page) == sheets.count(), "one sheet each"
    assert _code_on(sheets.first.screenshot()).endswith(f"serial={found[homes[-1][:-3] + '101']}")
    return {home: found[home] for home in homes}


def _code_on(picture: bytes) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return code.text


def _pages_of(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def _vote(desks: Desks, chatting: Owner, paging: Owner, *, agent: Owner, principal: str) -> None:
    first = chatting.vote_in_chat("同意")
    assert "回执" in first
    assert chatting.home in first
    second = chatting.vote_in_chat("不同意")
    assert "改" in second, "a changed ballot says so"
    desks.look(chatting.page, "chat")
    paging.vote_on_page(desks.key, "不同意", desks.look)
    receipt = paging.vote_on_page(desks.key, "同意", lambda _page, _name: None)
    told = paging.look_up(desks.key, receipt)
    assert "没有改过" in told
    assert "同意" not in told, "nobody learns what a ballot says"
    desks.look(paging.page, "receipt-looked-up")
    assert principal in agent.vote_in_chat("同意", home=principal)


def _return_papers(
    desks: Desks, serials: dict[str, str], *, chatting: str, writing: str, spoiled: str
) -> None:
    """One ballot is replaced, one read by two alike, one differently, one contradicts what was sent."""
    old = serials[spoiled]
    desk = desks.sit(CLERK, "/paper")
    desk.write("票号", old)
    desk.write("原因", "写错了，换一张")
    desk.press("换一张新的")
    assert "旧票作废，新票编好号了" in desk.words
    desks.look(desk.page, "paper")
    desk.go("打印这张新票")
    assert desk.page.locator(".coded-room").all_inner_texts() == [f"育新里 {spoiled}"]
    assert "不能再用" in desks.read_paper(CLERK, old, "1. 同意"), "a dead serial is never read"
    desks.look(desks.desks[CLERK].page, "paper-dead")

    paper = serials[writing]
    assert "等另一个人登记第二遍" in desks.read_paper(CLERK, paper, "1. 同意")
    desks.look(desks.desks[CLERK].page, "paper-entered")
    assert "两遍不一样，请第三个人看" in desks.read_paper(SECOND, paper, "2. 不同意")
    assert "第三个人看过，这张票计入了" in desks.read_paper(WATCHER, paper, "2. 不同意")
    contradicting = serials[chatting]
    desks.read_paper(AUDITOR, contradicting, "1. 同意")
    assert "两遍一致" in desks.read_paper(WATCHER, contradicting, "1. 同意")
    said = desks.sit(SECOND, "/conflicts").words
    assert "截止以后才看得到" in said
    assert chatting not in said, "before the close nobody learns who contradicted themselves"
    desks.look(desks.desks[SECOND].page, "conflict-before-close")


def _nothing_but_turnout(desks: Desks, public: Page) -> None:
    """Before the close, for every eye: who and how many, never what."""
    for name in ("", "/turnout", "/conflicts", "/paper"):
        desk = desks.sit(CLERK, name)
        assert "不同意" not in desk.words, name
        desks.look(desk.page, f"open{name.replace('/', '-')}")
    public.goto(f"/d/{desks.key}")
    said = public.locator("main").inner_text()
    assert "截止以前，谁也看不到选了什么" in said
    assert "不同意" not in said
    desks.look(public, "public-open")
    answer = public.context.request.get(f"/api/v1/decisions/{desks.key}/pack")
    assert answer.status in (403, 404, 409), "no pack before the count"


def _open_the_box(desks: Desks, serial: str) -> None:
    """After the close the box is opened by two, what lies in it is listed and then read by two."""
    assert "开箱" in desks.read_paper(CLERK, serial, "1. 同意"), "not before the box was counted"
    desks.look(desks.desks[CLERK].page, "paper-uncounted")
    desks.open_box(serial)
    desks.read_paper(CLERK, serial, "1. 同意")
    assert "两遍一致" in desks.read_paper(SECOND, serial, "1. 同意")


def _settle(desks: Desks, home: str) -> None:
    """Two people who typed neither side in: one looks and says which counts and why, another confirms it."""
    assert "还有 1 户的票不一致没有定" in desks.sit(CLERK).words, "the count waits"
    desk = desks.sit(CLERK, "/conflicts")
    assert home in desk.words
    assert "选的是" not in desk.words, "whoever looks is noted first"
    desk.press("看双方选了什么（会记下）")
    assert "后来改过，不能再选" in desk.words, "what the owner changed counts no more"
    assert "选的是「不同意」" in desk.words
    desks.look(desk.page, "conflict")
    desk.page.locator("label", has_text="纸票").first.click()
    desk.page.get_by_label("理由").fill(SETTLED)
    desk.press("请人核对")
    assert SETTLED in desk.words
    second = desks.sit(SECOND)
    desks.look(second.page, "waiting-conflict")
    second.press("核对无误，办理")
    said = desks.sit(SECOND, "/conflicts").words
    assert SETTLED in said
    assert "第 3 张算数" in said
    said = desks.follow(CLERK, "/paper", lambda desk: desk.go("打印批次记录"))
    assert "换新" in said
    desks.look(desks.desks[CLERK].page, "protocol")


def _object(desks: Desks, owner: Owner) -> None:
    """A doubt is answered in time, and moves no tally."""
    owner.object(desks.key, DOUBT, desks.look)
    desk = desks.sit(CLERK, "/objections")
    assert "等答复" in desk.words
    desks.look(desk.page, "objections")
    desk.go("计票")
    desk.choose("做了什么", "异议不成立，办结")
    desk.write("写清楚", "您家的票已经计入：凭回执号在公开页面能查到，计票数据包里也有。")
    desks.look(desk.page, "objection")
    desk.press("记下来")
    owner.page.goto(f"/my/decisions/{desks.key}")
    assert "您家的票已经计入" in owner.said
    desks.look(owner.page, "owner-answered")


def _put_away(desks: Desks) -> None:
    desk = desks.sit(CLERK)
    assert "通过" in desk.words, "whoever runs it sees what came of it"
    desks.look(desk.page, "final")
    desk.press("归档")
    assert "归档了" in desk.words
    assert "已归档" in desk.words
    for sheet in ("announcement", "letter", "signatures", "tally", "preliminary", "final"):
        page = desks.sit(CLERK, f"/papers/{sheet}").page
        assert TITLE in page.locator("body").inner_text()
        desks.look(page, f"sheet-{sheet}")
        if sheet in ("announcement", "letter", "preliminary"):
            assert _pages_of(page) == 1, f"{sheet}: what is posted hangs as one sheet with its seal"


def _check_everything_published(desks: Desks, page: Page, folder: Path) -> None:
    """The page, its workbook, its PDF, the pack counted again and the evidence all say the same."""
    page.goto(f"/d/{desks.key}")
    desks.look(page, "public-final")
    told = published.told_on(page)
    clerk = desks.sit(CLERK, "/papers").page
    desks.look(clerk, "papers")
    clerk = clerk.context
    sheet, pdf, pack, evidence = (
        published.fetched(clerk, path, folder)
        for path in (
            f"/d/{desks.key}/result.xlsx",
            f"/d/{desks.key}/result.pdf",
            f"/api/v1/decisions/{desks.key}/pack",
            f"/committee/decisions/{desks.key}/evidence.zip",
        )
    )
    answer = published.recounted(pack)
    for name in ("total", "present", "agreed"):
        assert {key: str(value) for key, value in answer[name].items()} == getattr(told, name), name
    text = published.texts_in(sheet)
    for number in (*told.total.values(), *told.present.values(), *told.agreed.values(), *told.percents):
        assert number in text, number
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert {"pack.json", "roll.json", "log.jsonl", "hashes.json"} <= set(published.names_in(evidence))
    code, said = published.run("docs/verify.py", "--evidence", str(evidence), "--pack", str(pack))
    assert code == 0, said
    click.echo(f"\n{told}")
