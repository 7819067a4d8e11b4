"""One command that brings a development machine from nothing to a running platform."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.cli.demo.commands import load_if_empty, signs
from app.core.db import db

THREADS = 8
SOON_S = 10


@click.command("serve")
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@with_appcontext
def serve(port: int) -> None:
    """Migrate, load the demo city when empty, then run web and worker until told to stop."""
    upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))
    load_if_empty()
    click.echo("\n".join(signs()))
    db.session.remove()
    db.engine.dispose()
    sys.exit(_run_both(port))


def _run_both(port: int) -> int:
    """Web and worker as two processes; when one ends, so does the other."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    web = [sys.executable, "-m", "gunicorn", "app:create_app()", "--bind", f"127.0.0.1:{port}",
           "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS),
           "--no-control-socket", "--graceful-timeout", "5", "--log-level", "warning"]  # fmt: skip
    worker = [sys.executable, "-m", "flask", "--app", "app:create_app", "worker", "run"]
    running = [subprocess.Popen(command) for command in (web, worker)]  # noqa: S603 - our own two commands
    while not stop.wait(0.3) and all(process.poll() is None for process in running):
        pass
    for process in running:
        process.terminate()
    codes = [process.wait(SOON_S) for process in running]
    return 0 if stop.is_set() else max(abs(code) for code in codes)
