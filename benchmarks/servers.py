"""gunicorn on a free port, started for one measurement and always stopped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN_S = 40
STOPS_WITHIN_S = 10


@dataclass(frozen=True)
class Shape:
    """How many processes and threads serve; the same for every contestant."""

    workers: int = 2
    threads: int = 4


class Server:
    """A running gunicorn: its port, its log, and the ways to end it."""

    def __init__(
        self, application: str, environment: Mapping[str, str], folder: Path, *, shape: Shape
    ) -> None:
        self._application, self._environment = application, dict(environment)
        self._shape, self._log = shape, folder / "gunicorn.log"
        self.port = _free_port()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "gunicorn", self._application, "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", str(self._shape.workers),
            "--threads", str(self._shape.threads), "--keep-alive", "30", "--no-control-socket",
            "--graceful-timeout", "3", "--log-level", "warning",
        ]  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._log.parent), **self._environment}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until_up(self) -> None:
        """Return when it answers; a server that does not come up shows its log."""
        gives_up = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < gives_up and self.process.poll() is None:
            with contextlib.suppress(OSError):
                return self._ask()
            time.sleep(0.05)
        raise RuntimeError(f"the server did not come up:\n{self.log()}")

    def _ask(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as door:
            door.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if not door.recv(100):
                raise OSError("no answer yet")

    def log(self) -> str:
        """What the server wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-6000:]

    def kill(self) -> None:
        """End every process of it at once, without a word, and start anew on the same port."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = self._start()

    def stop(self) -> None:
        """Ask it to end; whoever does not is killed."""
        if self.process.poll() is None:
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOPS_WITHIN_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def running(
    application: str, environment: Mapping[str, str], folder: Path, *, shape: Shape | None = None
) -> Iterator[Server]:
    """A server that answers, for the length of the block."""
    server = Server(application, environment, folder, shape=shape or Shape())
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
