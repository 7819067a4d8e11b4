"""Rounds in which every contestant is measured once, at its peak and at half of it."""

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import client, servers
from benchmarks.client import Plan, Shot
from benchmarks.contestants import Arena, Contestant
from benchmarks.servers import Server, Shape

WARM_UP = 160
CONNECTIONS = 16
AT_MOST_A_SECOND = 4000


@dataclass(frozen=True)
class Course:
    """How long and how often is measured, by how many processes and threads."""

    seconds: float
    rounds: int
    shape: Shape


@dataclass(frozen=True)
class Pace:
    """One phase of one round: answers a second, and how long half and nearly all of them took."""

    rate: float
    p50_ms: float
    p99_ms: float


@dataclass
class Result:
    """What one contestant reached on one engine: a pace for every round."""

    engine: str
    name: str
    peaks: list[Pace] = field(default_factory=list)
    halves: list[Pace] = field(default_factory=list)

    def median(self, phase: str, figure: str) -> float:
        """The median over the rounds of one figure of `peaks` or `halves`."""
        return statistics.median(getattr(pace, figure) for pace in getattr(self, phase))


def measure(arena: Arena, contestants: Sequence[Contestant], course: Course) -> list[Result]:
    """Round by round, so that what else the machine does falls on everybody alike."""
    results = {one.name: Result(arena.place.name, one.name) for one in contestants}
    for _ in range(course.rounds):
        for one in contestants:
            peak, half = _one_round(arena, one, course)
            results[one.name].peaks.append(peak)
            results[one.name].halves.append(half)
    return list(results.values())


def _one_round(arena: Arena, contestant: Contestant, course: Course) -> tuple[Pace, Pace]:
    environment = arena.ready_for(contestant)
    with servers.running(contestant.application, environment, arena.folder, shape=course.shape) as server:
        supply = int(course.seconds * AT_MOST_A_SECOND) + WARM_UP
        residents = len(arena.openids) if contestant.counts == "answer" else 2 * supply
        later = residents * 2 // 3
        warm = _phase(server, arena.requests(WARM_UP, int(time.time())), course)
        peak = _phase(
            server, arena.requests(min(supply, later - WARM_UP), int(time.time()), start=WARM_UP), course
        )
        rate = _pace(peak, course).rate / 2
        wanted = min(residents - later, int(rate * course.seconds))
        half = _phase(server, arena.requests(wanted, int(time.time()), start=later), course, rate=rate)
    shots = [*warm, *peak, *half]
    _check(contestant, shots, server)
    if contestant.counts and arena.rows(contestant, environment) != len(shots):
        raise RuntimeError(f"{contestant.name}: {len(shots)} acknowledged, not as many kept")
    return _pace(peak, course), _pace(half, course)


def _phase(server: Server, requests: list[bytes], course: Course, *, rate: float = 0.0) -> list[Shot]:
    plan = Plan(server.port, requests, connections=CONNECTIONS, seconds=course.seconds, rate=rate)
    return client.run(plan)


def _check(contestant: Contestant, shots: list[Shot], server: Server) -> None:
    """A figure with errors in it means nothing."""
    wrong = [shot.status for shot in shots if shot.status != 200]
    if wrong:
        raise RuntimeError(f"{contestant.name}: {len(wrong)} answers were no 200:\n{server.log()}")


def _pace(shots: list[Shot], course: Course) -> Pace:
    lasted = min(course.seconds, max(shot.done_s for shot in shots))
    times = sorted(shot.took_ms for shot in shots)
    count = sum(shot.done_s <= lasted for shot in shots)
    return Pace(count / lasted, times[len(times) // 2], times[int(len(times) * 0.99)])


def sync_ms(folder: str) -> float:
    """How long this disk takes to sync one more page: what a committed write costs at the least."""
    path = os.path.join(folder, "sync")
    handle = os.open(path, os.O_CREAT | os.O_RDWR)
    times = []
    for number in range(100):
        os.pwrite(handle, b"x" * 4096, number * 4096)
        began = time.perf_counter()
        os.fdatasync(handle)
        times.append((time.perf_counter() - began) * 1000)
    os.close(handle)
    os.unlink(path)
    return statistics.median(times)
