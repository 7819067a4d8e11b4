"""What a page must be on a narrow screen: quiet, never wider than it, readable, light, usable by ear."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.crawling import Visit
from tests.pages import faults_of

GRAVE = ("serious", "critical")
MOST_BYTES = 200_000
HEAD_BYTES = 500  # of each answer, about
SMALLEST_TEXT, SMALLEST_TARGET = 18, 60
WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const out = [...document.querySelectorAll('body *')].find(one => {
    const box = one.getBoundingClientRect();
    return box.right > root.clientWidth + 1 && !one.closest('.scroller, .chat');
  });
  return `${root.scrollWidth} px wide` + (out ? ' because of ' + out.outerHTML.slice(0, 90) : '');
}"""
SMALL_TEXT = """least => {
  const seen = new Set(), found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement, box = holder.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || seen.has(holder) || box.width < 2 || box.height < 2) continue;
    seen.add(holder);
    if (holder.closest('svg, script, style, noscript')) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < least) found.push(`${size} px: ${walk.currentNode.data.trim().slice(0, 20)}`);
  }
  return found;
}"""
SMALL_TARGETS = """least => {
  const main = 'button, select, textarea, summary, label.choice, a.weui-btn, .tabs a, .weui-cell_access,'
    + '.top-mode, input:not([type=hidden]):not([type=radio]):not([type=checkbox])';
  const isSmall = box => Math.min(box.height, box.width) > 2 && Math.min(box.height, box.width) < least - 0.5;
  return [...document.querySelectorAll(main)].map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => isSmall(box))
    .map(([one, box]) => `${box.width | 0}×${box.height | 0} px: ${(one.innerText || one.name).slice(0, 9)}`);
}"""
REPEATS = (  # more of the same is left out before the slow reading by ear
    "tbody tr:nth-child(n+6)", ".scroller ~ .scroller ~ .scroller", ".legend ~ .legend ~ .legend",
    ".panel ~ .panel ~ .panel ~ .panel ~ .panel", ".poster ~ .poster",
)  # fmt: skip
THIN_OUT = "all => document.querySelectorAll(all).forEach(one => one.remove())"
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .map(one => [one.name, one.encodedBodySize])"""


def faults_on(visit: Visit) -> list[str]:
    """Everything that holds for every page in every mode."""
    return [*(f"console: {line}" for line in visit.said), *_sideways(visit.page)]


def faults_in_html(visit: Visit) -> list[str]:
    """What the checker of all tests says about the page as it was sent."""
    return faults_of(visit.html, visit.page.url)


def faults_of_weight(page: Page) -> list[str]:
    """A resident pays for every byte: page, styles, scripts and pictures together, nothing cached."""
    parts = page.evaluate(WEIGHT)
    whole = sum(size + HEAD_BYTES for _, size in parts)
    return [f"{whole} bytes: {parts}"] if whole > MOST_BYTES else []


def faults_for_the_old(page: Page) -> list[str]:
    """Large type is large, and what fingers press is big."""
    small = page.evaluate(SMALL_TEXT, SMALLEST_TEXT)
    narrow = page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
    return [*(f"small text {one}" for one in small), *(f"small target {one}" for one in narrow)]


def _sideways(page: Page) -> list[str]:
    wide = page.evaluate(WIDE)
    return [f"scrolls sideways: {wide}"] if wide else []


def faults_by_ear(page: Page) -> list[str]:
    """What axe calls serious or critical; comes last, for it thins the page out."""
    page.evaluate(THIN_OUT, ", ".join(REPEATS))
    found = Axe().run(page).response["violations"]
    return [
        f"axe {one['id']} ({one['impact']}) {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in GRAVE
    ]
