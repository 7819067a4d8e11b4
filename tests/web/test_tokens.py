"""What is read can be read: the contrast of every token set, and one place for colour and type."""

import re
from pathlib import Path

import pytest

from tests.web.gallery import APP

CSS = APP / "static/css"
TOKENS = (CSS / "tokens.css").read_text()
SET = re.compile(r"(?P<name>:root|html\[[^{]*)\s*\{(?P<body>[^{}]*)\}")
COLOUR = re.compile(r"--([\w-]+):\s*#([0-9A-Fa-f]{6})")
PAIRS = (  # what is read, what it stands on
    ("colour-text", "colour-ground"),
    ("colour-text", "colour-card"),
    ("colour-quiet", "colour-ground"),
    ("colour-quiet", "colour-card"),
    ("colour-primary", "colour-ground"),
    ("colour-primary", "colour-card"),
    ("colour-primary-deep", "colour-primary-soft"),
    ("colour-on-primary", "colour-primary"),
    ("colour-on-primary", "colour-primary-deep"),
    ("colour-on-primary", "colour-warn"),
    ("colour-on-primary", "colour-danger"),
    ("colour-text", "colour-primary-soft"),
    ("colour-text", "colour-warn-soft"),
    ("colour-text", "colour-danger-soft"),
    ("colour-warn", "colour-card"),
    ("colour-warn", "colour-ground"),
    ("colour-warn", "colour-warn-soft"),
    ("colour-danger", "colour-card"),
    ("colour-danger", "colour-ground"),
    ("colour-danger", "colour-danger-soft"),
    ("colour-focus", "colour-ground"),
)
EDGES = (("colour-edge", "colour-card"), ("colour-edge", "colour-ground"), ("stance-abstain", "colour-card"))


def token_sets() -> dict[str, dict[str, str]]:
    """Each set of colours by its selector, completed from the first one."""
    found = [(one["name"].strip(), dict(COLOUR.findall(one["body"]))) for one in SET.finditer(TOKENS)]
    ground = found[0][1]
    return {f"{number} {name}": {**ground, **own} for number, (name, own) in enumerate(found)}


def luminance(colour: str) -> float:
    """WCAG relative luminance of rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "colours"), token_sets().items(), ids=lambda part: str(part)[:40])
def test_words_stand_out_from_their_ground(name: str, colours: dict[str, str]) -> None:
    weak = [(fg, bg) for fg, bg in PAIRS if contrast(colours[fg], colours[bg]) < 4.5]
    assert not weak, name
    assert not [(fg, bg) for fg, bg in EDGES if contrast(colours[fg], colours[bg]) < 3], name


def test_there_are_sets_for_elders_for_contrast_and_for_paper() -> None:
    names = " ".join(token_sets())
    assert 'data-mode~="elder"' in names
    assert 'data-mode~="contrast"' in names
    assert TOKENS.count(":root") == 3  # the screen, a reader who asks for more contrast, paper


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_token_used_exists(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS))
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
    assert used <= known


@pytest.mark.parametrize("name", ["tokens", "components", "residents", "public"])
def test_residents_pages_use_css_that_old_webviews_know(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (CSS / f"{name}.css").read_text(), flags=re.DOTALL)
    too_new = (
        r"oklch|:has\(|:is\(|:where\(|@layer|@container|color-mix|clamp\(|\bgap:|aspect-ratio|\binset:|&"
    )
    assert not re.findall(too_new, text)
