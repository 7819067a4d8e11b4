"""What is published of a decision, held against itself: page, workbook, PDF, pack, evidence."""

import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import BrowserContext, Page

from tests.browser.product import ROOT

LINES = {
    "参加表决的人数": ("present", "heads"), "参加表决的面积": ("present", "area"),
    "同意的人数": ("agreed", "heads"), "同意的面积": ("agreed", "area"),
}  # fmt: skip
FIGURES = re.compile(r"([\d.]+) ÷ ([\d.]+) (?:人|㎡) = ([\d.]+%)")


@dataclass(frozen=True)
class Told:
    """The eight numbers of a result, each as people read it, and its sentence."""

    total: dict[str, str]
    present: dict[str, str]
    agreed: dict[str, str]
    percents: tuple[str, ...]
    verdict: str


def told_on(page: Page) -> Told:
    """The eight numbers off the public page."""
    panel = page.locator("section[aria-labelledby=result]")
    found: dict[str, dict[str, str]] = {"total": {}, "present": {}, "agreed": {}}
    percents = []
    terms, texts = (panel.locator(name).all_inner_texts() for name in ("dt", "dd"))
    for term, text in zip(terms, texts, strict=True):
        name, measure = next(value for key, value in LINES.items() if term.startswith(key))
        part, whole, percent = FIGURES.findall(text)[0]
        found[name][measure] = part
        percents.append(percent)
        if name == "present":
            found["total"][measure] = whole
    verdict = panel.locator("strong").first.inner_text()
    return Told(**found, percents=tuple(percents), verdict=verdict)


def fetched(context: BrowserContext, path: str, folder: Path) -> Path:
    """A file behind an address, kept."""
    answer = context.request.get(path)
    assert answer.status == 200, f"{path}: {answer.status}"
    name = answer.headers["content-disposition"].partition("filename=")[2].strip('"')
    (folder / name).write_bytes(answer.body())
    return folder / name


def run(*words: str, cwd: Path = ROOT) -> tuple[int, str]:
    """A command as a stranger types it: its code, and what it said."""
    done = subprocess.run((sys.executable, *words), cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def recounted(pack: Path) -> dict[str, Any]:
    """The answer of `python -m surveys recount` on a file; it must agree with what was published."""
    code, said = run("-m", "surveys", "recount", str(pack))
    assert code == 0, said
    answer: dict[str, Any] = json.loads(said)
    assert answer["matches"] is True
    return answer


def texts_in(workbook: Path) -> str:
    """Every cell of a workbook, one line a row."""
    sheet = openpyxl.load_workbook(workbook, read_only=False).active
    assert sheet is not None
    return "\n".join(" ".join(str(cell) for cell in row if cell) for row in sheet.iter_rows(values_only=True))


def names_in(archive: Path) -> list[str]:
    """The files of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as found:
        return found.namelist()
