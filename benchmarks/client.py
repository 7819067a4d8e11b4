"""A small HTTP client for load: prepared requests over kept-alive connections, one process an event loop."""

import base64
import json
import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
READY_S = 1.5  # every client process has started and read its requests by then
PATIENCE_S = 30.0


class Shot(NamedTuple):
    """What one request met; status 0 when the server hung up."""

    number: int
    took_ms: float
    status: int
    done_s: float  # since the plan began
    body: str  # base64, when wanted


@dataclass(frozen=True)
class Plan:
    """What to send: as fast as answers come, or at `rate` a second whatever the answers do."""

    port: int
    requests: Sequence[bytes]
    connections: int = 8
    seconds: float = PATIENCE_S
    rate: float = 0.0
    is_kept: bool = False  # whether the answers' bodies are wanted
    begins: float = 0.0
    numbers: Sequence[int] = field(default_factory=tuple)


def run(plan: Plan, processes: int = 2) -> list[Shot]:
    """Share the plan among client processes and gather what every request met."""
    begins = time.monotonic() + READY_S
    whole = replace(plan, begins=begins, numbers=range(len(plan.requests)))
    parts = [_part(whole, index, processes) for index in range(processes)]
    command = [sys.executable, "-m", "benchmarks.client"]
    clients = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in parts
    ]
    try:
        for client, part in zip(clients, parts, strict=True):
            client.stdin.write(pickle.dumps(part))
            client.stdin.close()
        shots = [Shot(*shot) for client in clients for shot in json.loads(client.stdout.read())]
    finally:
        for client in clients:
            client.stdout.close()
            client.kill()
            client.wait()
    return shots


def _part(plan: Plan, index: int, of: int) -> Plan:
    """Every `of`-th request, beginning a little later, so that open-loop processes interleave."""
    delay = index / plan.rate if plan.rate else 0.0
    return replace(
        plan,
        requests=plan.requests[index::of],
        numbers=list(plan.numbers)[index::of],
        connections=max(1, plan.connections // of),
        rate=plan.rate / of,
        begins=plan.begins + delay,
    )


class Connection:
    """One kept-alive connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.number = -1
        self.since = 0.0
        self._got = b""
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        fresh = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S)
        fresh.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return fresh

    def send(self, number: int, request: bytes, since: float) -> None:
        """Put a request on the wire; its time counts from `since`."""
        self.number, self.since, self._got = number, since, b""
        self.socket.sendall(request)

    def take(self) -> tuple[int, bytes] | None:
        """The answer's status and body once it is whole; (0, b"") when the server hung up."""
        chunk = self.socket.recv(65536)
        if not chunk:
            return 0, b""
        self._got += chunk
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return None
        return int(head[9:12]), body


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


class Client:
    """One process: its connections, what waits to be sent, and what was met."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shots: list[Shot] = []
        self._waiting = deque(zip(plan.numbers, plan.requests, strict=True))
        self._selector = selectors.DefaultSelector()
        self._idle = deque(Connection(plan.port) for _ in range(plan.connections))
        self._sent = 0
        for connection in self._idle:
            self._selector.register(connection.socket, selectors.EVENT_READ, connection)

    def run(self) -> list[Shot]:
        """Send until time or requests are used up, and wait for the answers under way."""
        time.sleep(max(0.0, self.plan.begins - time.monotonic()))
        ends = self.plan.begins + self.plan.seconds
        while time.monotonic() < ends and (self._waiting or self._under_way()):
            pause = self._send_what_is_due(ends)
            self._receive(pause)
        gives_up = time.monotonic() + PATIENCE_S
        while self._under_way() and time.monotonic() < gives_up:
            self._receive(0.1)
        return self.shots

    def _under_way(self) -> bool:
        return len(self._idle) < self.plan.connections

    def _send_what_is_due(self, ends: float) -> float:
        """Send all that can go now; seconds until the next may go."""
        while self._waiting and self._idle:
            now = time.monotonic()
            due = self.plan.begins + self._sent / self.plan.rate if self.plan.rate else now
            if due > now:
                return min(due, ends) - now
            number, request = self._waiting.popleft()
            self._idle.popleft().send(number, request, due)
            self._sent += 1
        return max(0.0, min(0.1, ends - time.monotonic()))

    def _receive(self, pause: float) -> None:
        for key, _ in self._selector.select(pause):
            connection = key.data
            answer = connection.take()
            if answer is not None:
                self._note(connection, *answer)

    def _note(self, connection: Connection, status: int, body: bytes) -> None:
        now = time.monotonic()
        kept = base64.b64encode(body).decode("ascii") if self.plan.is_kept else ""
        took_ms, done_s = (now - connection.since) * 1000, now - self.plan.begins
        self.shots.append(Shot(connection.number, took_ms, status, done_s, kept))
        if status == 0:
            raise ConnectionError("the server hung up")
        self._idle.append(connection)


def main() -> None:
    """One client process: a plan comes in, what was met goes out."""
    shots = Client(pickle.loads(sys.stdin.buffer.read())).run()
    json.dump(shots, sys.stdout)


if __name__ == "__main__":
    main()
