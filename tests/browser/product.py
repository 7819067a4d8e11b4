"""The whole product as one command starts it, on a free port with a folder of its own."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "screenshots"
PATIENCE = 120  # half seconds until the demo city stands
STOPPING_S = 20
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
WIDTHS = (360, 768, 1440)
FLASK = (sys.executable, "-m", "flask", "--app", "app:create_app")


@dataclass(frozen=True)
class Product:
    """A running product: its address, its folder, and what `flask demo show` tells about its city."""

    base_url: str
    folder: Path
    city: dict[str, Any]

    @property
    def live_poll(self) -> str:
        """The public id of the poll that is open when the city has just been loaded."""
        return next(poll["public_id"] for poll in self.city["polls"] if poll["state"] == "open")

    @property
    def closed_poll(self) -> str:
        """The public id of the poll of last month."""
        return next(poll["public_id"] for poll in self.city["polls"] if poll["state"] == "closed")

    def context(self, browser: Browser, viewport: dict[str, int], **options: Any) -> BrowserContext:
        """A fresh browser profile pointed at this product."""
        return browser.new_context(
            base_url=self.base_url, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )

    def command(self, *words: str) -> str:
        """What a `flask` command says that an operator runs beside the product."""
        return _told((*FLASK, *words), _environ(self.folder, self.base_url))

    def resident(self, number: int) -> dict[str, Any]:
        """A resident with a bound home; 1 to 12 have a telephone in the simulator and have not answered."""
        return self.city["residents"][number - 1]


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Product]:
    """Start web and worker with the demo city; stop both whatever happens."""
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    environ = _environ(folder, base_url)
    with (folder / "product.log").open("wb") as log:
        process = subprocess.Popen(
            (*FLASK, "serve", "--port", str(port)), cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            _wait(process, port, folder)
            yield Product(base_url, folder, json.loads(_told((*FLASK, "demo", "show", "--json"), environ)))
        finally:
            _stop(process)


def _environ(folder: Path, base_url: str) -> dict[str, str]:
    told = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**told, "INSTANCE_DIR": str(folder), "PUBLIC_BASE_URL": base_url, "PYTHONUNBUFFERED": "1"}


def _told(command: tuple[str, ...], environ: dict[str, str]) -> str:
    return subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True, text=True).stdout


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE):
        if process.poll() is not None:
            break
        if _is_ready(port):
            return
        pause.wait(0.5)
    log = (folder / "product.log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"the product did not start:\n{log[-3000:]}")


def _is_ready(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/readyz")
        return link.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        link.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPPING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOPPING_S)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def keep_picture(page: Any, name: str, *, whole: bool = True) -> None:
    """Keep a screenshot under build/screenshots, for eyes: `KEEP_PICTURES=1`."""
    if os.environ.get("KEEP_PICTURES") != "1":
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def keep_pictures(page: Any, name: str) -> None:
    """The same screen on a telephone, a tablet and a desk."""
    usual = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": usual["height"]})
        keep_picture(page, f"{name}-{width}")
    page.set_viewport_size(usual)
