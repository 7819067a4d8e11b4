"""`python -m benchmarks`: measure the product's webhook beside its peers, on SQLite and PostgreSQL."""

import argparse
from pathlib import Path

from benchmarks import contestants, measuring, places, report
from benchmarks.measuring import Course
from benchmarks.servers import Shape

JSON = Path(__file__).resolve().parents[1] / "build" / "bench.json"
RESIDENTS_A_SECOND = 900


def main() -> None:
    """Measure, print the table, write the JSON."""
    chosen = _arguments()
    seconds, rounds = (1.5, 1) if chosen.quick else (chosen.seconds, chosen.rounds)
    course = Course(seconds, rounds, Shape(chosen.workers, chosen.threads))
    engines = ("sqlite", "postgresql") if chosen.engine == "both" else (chosen.engine,)
    results, sync_ms = [], 0.0
    for engine in engines:
        with places.opened(engine) as (place, folder):
            sync_ms = measuring.sync_ms(str(folder))
            arena = contestants.prepare(place, folder, int(seconds * RESIDENTS_A_SECOND) + 400)
            results += measuring.measure(arena, contestants.ALL, course)
    about = report.circumstances(course, sync_ms)
    print("\n".join(report.lines(results, about)))
    report.write(JSON, results, about)
    print(f"written to {JSON.relative_to(JSON.parents[1])}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each phase")
    parser.add_argument("--rounds", type=int, default=3, help="medians are taken over them")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn's, the same for everybody")
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that it runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
