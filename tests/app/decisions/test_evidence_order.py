"""What evidence tells of when ballots came, and in which order: of sealed and anonymous ones nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.audit import operations as audit
from app.core.db import transaction
from app.decisions import operations
from app.decisions.queries import DecisionRow
from app.decisions.queries.evidence import evidence_for
from surveys.proof.canonical import canonical_bytes
from tests.app.decisions import making
from tests.app.decisions.counted import homes
from tests.app.decisions.test_evidence import a_module, link_and_sign, zipped
from tests.people import World


@pytest.mark.parametrize("mode", ["named-sealed", "anonymous", "named-public"])
def test_only_of_public_ballots_the_evidence_tells_who_came_when_in_which_order(
    world: World, mode: str
) -> None:
    homes(world, 10)
    decision = making.an_open_decision(world.compound, mode=mode)
    own = making.act_of(decision, world.wang, 1).head_uid
    making.vote(decision, world.wang, "agree", place=1, at=making.OPENS + timedelta(days=3))
    if mode != "anonymous":
        making.vote(decision, world.wang, "disagree", place=1, at=making.OPENS + timedelta(days=4))
    serial = str(making.papers(decision)[0].serial)
    for actor in (making.CLERK, making.CHAIR):
        with transaction():
            operations.enter_ballot(actor, decision.id, operations.Reading(serial, "agree"), making.OPENS)
    decision = making.step(making.a_counted_decision(decision), "release", making.CLOSES + timedelta(days=2))
    link_and_sign()
    files = {name: body.decode() for name, body in evidence_for(decision)}
    ballots, told = json.loads(files["ballots.json"]), "".join(files.values())
    is_open = mode == "named-public"
    assert ("2026-03-21T" in files["log.jsonl"]) is is_open, "nobody was there but who voted"
    assert (f"person:{world.wang_person.id}" in told) is is_open
    assert ("paper.entered" in told) is is_open
    if mode == "named-sealed":
        assert sum(one["head"] == own for one in ballots) == 1
        assert {key for one in ballots for key in one} == {"head", "channel", "commitment"}
        assert [one["head"] for one in ballots] == sorted(one["head"] for one in ballots)
    if mode != "anonymous" and not is_open:
        assert '"day"' not in files["ballots.json"]


def test_sealed_ballots_are_held_against_the_whole_log_alone(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decision = making.an_open_decision(world.compound)
    making.vote(decision, world.wang, "agree", place=1)
    making.vote(decision, world.wang, "disagree", place=1, at=making.OPENS + timedelta(days=1))
    decision = making.a_counted_decision(decision)
    link_and_sign()
    real, main = dict(evidence_for(decision)), a_module()["main"]
    (tmp_path / "log.jsonl").write_text("\n".join(audit.export_lines()) + "\n", encoding="utf-8")
    log = ["--log", str(tmp_path / "log.jsonl")]
    assert main(["--evidence", zipped(tmp_path, real)]) == 0
    assert "which came (--log)" in capsys.readouterr().out
    assert main([*log, "--evidence", zipped(tmp_path, real)]) == 0
    assert "which came" not in capsys.readouterr().out
    (only,) = json.loads(real["ballots.json"])
    for rows in ([], [only | {"commitment": "0" * 64}], [only, only | {"head": "other"}]):
        forged = {**real, "ballots.json": json.dumps(rows).encode()}
        assert str(main([*log, "--evidence", zipped(tmp_path, forged)])).startswith("BROKEN: ballots.json")
    lines = real["log.jsonl"].splitlines(keepends=True)
    for left in range(len(lines)):
        forged = {**real, "log.jsonl": b"".join(lines[:left] + lines[left + 1 :])}
        said = str(main([*log, "--evidence", zipped(tmp_path, forged)]))
        assert said.startswith("BROKEN: ") or left == len(lines) - 1
    casts = json.dumps(making.entries("ballot.cast")).encode()
    old = {**real, "ballots.json": casts, "log.jsonl": whole_log(decision)}
    for words in ([], log):
        assert main([*words, "--evidence", zipped(tmp_path, old)]) == 0, (
            "evidence of before is held to its log"
        )


def whole_log(decision: DecisionRow) -> bytes:
    lines = [json.loads(line) for line in audit.export_lines()]
    mine = [one for one in lines if one["entry"]["subject"] == f"decision:{decision.id}"]
    return b"".join(canonical_bytes(one) + b"\n" for one in mine)
