"""What a web process may cost: memory, time to start, and which packages it carries about."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
from flask import Flask

from app.core import accounts
from benchmarks import client, seeding
from benchmarks.client import Plan
from benchmarks.pushes import Push, sealed_request
from tests.faults.crowds import served, tell

ROOT = Path(__file__).resolve().parents[2]
MOST_MB, MOST_TIMES, TRIES = 160, 3.0, 5
HEAVY = {"jieba", "rjieba", "sklearn", "numpy", "scipy", "pandas", "weasyprint", "fpdf", "docxtpl", "docx",
         "xlsxwriter", "openpyxl", "reportlab"}  # fmt: skip
PAGES = ("/", "/bulletins", "/staff/sign-in", "/healthz", "/nothing-here")
LIBRARIES = (
    "alembic.runtime.migration, apiflask, cryptography.x509, flask_migrate, flask_sqlalchemy, flask_wtf, "
    "PIL.Image, prometheus_client, requests, sqlalchemy.orm, structlog, wechatpy"
)
IMPORT = """
import json, sys, time
began = time.process_time()
import {modules}
took = time.process_time() - began
print(json.dumps([took, sorted({{name.partition('.')[0] for name in sys.modules}})]))
"""


def page(path: str) -> bytes:
    """A request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def test_a_web_worker_stays_small(app: Flask, folder: Path) -> None:
    crowd = seeding.gather(app, 100)
    now, account = int(time.time()), accounts.default_account()
    requests = [page(path) for path in PAGES * 20]
    for step, words in enumerate((*seeding.UNTIL_REVIEW, seeding.CONFIRMING)):
        first = 90_000_000 + step * 1000
        requests += [
            sealed_request(Push(openid, words, first + index, now), account)
            for index, openid in enumerate(crowd.openids)
        ]
    with served(app, folder, workers=1, threads=8) as server:
        shots = client.run(Plan(server.port, requests, connections=8, seconds=120))
        workers = psutil.Process(server.process.pid).children()
        most_mb = max(worker.memory_info().rss for worker in workers) / 2**20
    assert len(shots) == len(requests) == 500
    assert all(shot.status in (200, 404) for shot in shots)
    tell(f"web worker after {len(shots)} requests: {most_mb:.0f} MB resident")
    assert most_mb <= MOST_MB


def test_the_application_starts_fast_and_light(folder: Path) -> None:
    imported("app", folder)  # the bytecode of an installed house is there
    found = []
    for _ in range(TRIES):  # a busy machine may need another try
        (libraries_s, _names), (took_s, packages) = imported(LIBRARIES, folder), imported("app", folder)
        found.append((took_s / libraries_s, took_s))
        if min(found)[0] <= MOST_TIMES:
            break
    times, took_s = min(found)
    tell(f"import app: {took_s:.2f} s, {times:.1f} times its libraries, {len(packages)} packages")
    assert not HEAVY & set(packages)
    assert times <= MOST_TIMES


def imported(modules: str, folder: Path) -> tuple[float, list[str]]:
    """Import modules in a process of its own: seconds of processor time, and what is loaded then."""
    cached = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    command = [sys.executable, "-c", IMPORT.format(modules=modules)]
    answer = subprocess.run(command, cwd=ROOT, env=cached, capture_output=True, check=True, text=True)
    took, packages = json.loads(answer.stdout)
    return took, packages
