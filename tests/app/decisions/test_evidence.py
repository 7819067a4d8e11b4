"""The evidence pack and the verifier in docs: what fits passes, every change of a real log is caught."""

import ast
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.audit import operations as audit
from app.audit import queries as audited
from app.core import clock
from app.core.db import transaction
from app.decisions.documents.evidence import evidence_archive
from app.decisions.operations import counting
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.packs import get_pack_text
from surveys.errors import Refusal
from surveys.proof.canonical import canonical_bytes
from surveys.tally.recounting import recount
from tests.app.decisions import making
from tests.app.decisions.counted import a_result, look_on
from tests.people import World

ROOT = Path(__file__).parents[3]
VERIFIER = ROOT / "docs" / "verify.py"
VOTES = ["agree"] * 9 + ["disagree"] * 3
MUTANTS = 300
SECRETS = ("王秀英", "3号楼", "1380635", "单元501")


def verified(*words: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(VERIFIER), *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("mode", ["named-public", "named-sealed", "anonymous"])
def test_a_pack_of_evidence_passes_and_names_nobody(world: World, tmp_path: Path, mode: str) -> None:
    decision = a_result(world, VOTES if mode != "anonymous" else [], mode=mode)
    look_on(world, decision)
    link_and_sign()
    client = world.staff(world.clerk)
    reply = client.get(f"/committee/decisions/{decision.public_id}/evidence.zip")
    assert reply.status_code == 200
    pack, log, checkpoint = tmp_path / "evidence.zip", tmp_path / "log.jsonl", tmp_path / "checkpoint.json"
    pack.write_bytes(reply.data)
    log.write_text("\n".join(audit.export_lines()) + "\n", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    checkpoint.write_bytes(files["checkpoint.json"])
    key = json.loads(files["checkpoint.json"])["key"]
    words = ("--evidence", pack, "--log", log, "--checkpoint", checkpoint, "--key", key)
    returned, said = verified(*words)
    assert (returned, said.splitlines()[0]) == (0, f"OK: {audited.get_head()[0]} entries")
    assert ("sealed" in said) is (mode != "named-public")
    assert "not given" not in said
    assert "--checkpoint: not given" in verified("--evidence", pack)[1]
    told = b"".join(files.values()).decode()
    assert [secret for secret in SECRETS if secret in told.replace(decision.content, "")] == []
    is_open = mode == "named-public"
    assert ("pack.json" in files) is is_open
    assert ('"content"' in files["ballots.json"].decode()) is is_open
    tampered = tmp_path / "tampered.zip"
    with zipfile.ZipFile(tampered, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body.replace(b"8000", b"9000").replace(b"80.00", b"90.00"))
    assert verified("--evidence", tampered)[0] == 1
    assert verified("--checkpoint", checkpoint, "--key", "00" * 32)[0] == 1
    forged = checkpoint.read_text().replace('"sequence": ', '"sequence": 1')
    checkpoint.write_text(forged)
    assert "signature is wrong" in verified("--checkpoint", checkpoint)[1]


def test_the_digest_of_a_sealed_count_cannot_be_tried_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One vote has three values: whoever knows all the rest of the pack must not find the digest of one."""
    tried = a_sealed_vote_tried_out(world)
    assert len(tried.guesses) == 3
    assert [guess for guess in tried.guesses if guess in tried.told] == []
    assert hashlib.sha256(tried.pack.encode()).hexdigest() in tried.told
    assert len(json.loads(tried.pack)["salt"]) == 64
    monkeypatch.setattr(counting, "canonical_bytes", without_salt)
    old = a_sealed_vote_tried_out(world)
    assert hashlib.sha256(old.pack.encode()).hexdigest() in old.guesses
    assert [guess for guess in old.guesses if guess in old.told] == []


class Tried(NamedTuple):
    """What an evidence pack tells, the pack it does not, and digests of every pack it could be."""

    told: str
    pack: str
    guesses: set[str]


def a_sealed_vote_tried_out(world: World) -> Tried:
    decision = making.an_open_decision(world.compound, mode="named-sealed")
    making.vote(decision, world.wang, "agree")
    decision = making.a_counted_decision(decision)
    link_and_sign()
    told = b"".join(body for _, body in evidence_for(decision)).decode()
    pack = get_pack_text(decision.id)
    known = {key: value for key, value in json.loads(pack).items() if key not in ("salt", "result")}
    guesses = set()
    for choice in ("agree", "disagree", "abstain"):
        guess = known | {"ballots": [{**one, "choice": choice} for one in known["ballots"]]}
        answer = recount(guess)
        result = {key: answer[key] for key in counting.KEPT if key in answer}
        guesses.add(hashlib.sha256(canonical_bytes(guess | {"result": result})).hexdigest())
    return Tried(told, pack, guesses)


def without_salt(value: object) -> bytes:
    """As packs were written before they were salted."""
    known = {key: one for key, one in value.items() if key != "salt"} if isinstance(value, dict) else value
    return canonical_bytes(known)


def test_no_forged_result_passes_against_the_real_log(world: World, tmp_path: Path) -> None:
    """Every file is rewritten with its hashes: what gives the forger away is the log alone."""
    decision = a_result(world, ["agree"] * 4 + ["disagree"] * 6, mode="named-public")
    look_on(world, decision)
    link_and_sign()
    real = dict(evidence_for(decision))
    (tmp_path / "log.jsonl").write_text("\n".join(audit.export_lines()) + "\n", encoding="utf-8")
    (tmp_path / "checkpoint.json").write_bytes(real["checkpoint.json"])
    main = a_module()["main"]
    log = ["--log", str(tmp_path / "log.jsonl"), "--checkpoint", str(tmp_path / "checkpoint.json")]
    assert main([*log, "--evidence", zipped(tmp_path, real)]) == 0
    passed = []
    for number, forged in enumerate(forgeries(real)):
        for words in ([], log):
            if not str(main([*words, "--evidence", zipped(tmp_path, forged)])).startswith("BROKEN: "):
                passed.append((number, len(words)))
    assert passed == [(UNLOGGED, 0)]
    twice = zipped(tmp_path, real)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("tally.json", real["tally.json"])
    assert str(main(["--evidence", twice])).startswith("BROKEN: ")
    (tmp_path / "pack.json").write_bytes(real["pack.json"])
    assert main([*log, "--pack", str(tmp_path / "pack.json")]) == 0
    for number, pack in enumerate(forged_packs(json.loads(real["pack.json"]))):
        (tmp_path / "pack.json").write_text(json.dumps(pack))
        assert str(main([*log, "--pack", str(tmp_path / "pack.json")])).startswith("BROKEN: "), number
        if number:  # a pack that fits itself in all is told from the real one by the log alone
            assert str(main(["--pack", str(tmp_path / "pack.json")])).startswith("BROKEN: "), number


UNLOGGED = 8  # a line in the middle that is left out: only the whole log shows it


def forgeries(real: dict[str, bytes]) -> list[dict[str, bytes]]:
    """Evidence that was made to say something else, in the order of what it takes."""
    pack, tally, notice, manifest = (
        json.loads(real[f"{name}.json"]) for name in ("pack", "tally", "notice", "manifest")
    )
    other = canonical_bytes(next(forged_packs(pack)))
    ballots = [
        {key: one[key] for key in one if key != "commitment"} for one in json.loads(real["ballots.json"])
    ]
    rewritten = canonical_bytes({**manifest, "text": "别的"})
    root = hashlib.sha256(b"yishiting/manifest/v1\n" + rewritten).hexdigest()
    lines = real["log.jsonl"].splitlines(keepends=True)
    digest = {"pack_hash": hashlib.sha256(other).hexdigest()}
    without_pack = {name: body for name, body in real.items() if name != "pack.json"}
    return [
        {**real, "pack.json": other, "tally.json": json.dumps({**tally, **digest}).encode()},
        {**real, "tally.json": json.dumps({**tally, "passed": True}).encode()},
        {**real, "tally.json": json.dumps({**tally, "published": {"passed": True}}).encode()},
        {**real, "ballots.json": json.dumps(ballots).encode()},
        {
            **real,
            "manifest.json": rewritten,
            "notice.json": json.dumps({**notice, "manifest_hash": root}).encode(),
        },
        {**real, "notice.json": json.dumps({**notice, "closes_at": "2030-01-01"}).encode()},
        {**real, "log.jsonl": b""},
        {**real, "log.jsonl": b"".join(lines[:-2])},
        {**real, "log.jsonl": b"".join(lines[:1] + lines[2:])},
        {**real, "log.jsonl": real["log.jsonl"] + b'{"sequence": 1}'},
        {**without_pack, "tally.json": json.dumps({**tally, "passed": True}).encode()},
    ]


def forged_packs(pack: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The first fits itself in everything; each of the others gives itself away."""
    agreed = {**pack, "ballots": [{**one, "choice": "agree"} for one in pack["ballots"]]}
    answer = recount(agreed)
    yield agreed | {"result": {key: answer[key] for key in pack["result"]}}
    yield pack | {"result": {**pack["result"], "passed": True}}
    yield pack | {"result": {**pack["result"], "choices": {}}}
    yield {key: value for key, value in pack.items() if key != "manifest_hash"}
    for area in ("80.5299", "1e999999999", "８０.52"):
        yield pack | {"rights": [{**pack["rights"][0], "area": area}, *pack["rights"][1:]]}


def zipped(folder: Path, files: dict[str, bytes]) -> str:
    (folder / "evidence.zip").write_bytes(b"".join(evidence_archive(files.items())))
    return str(folder / "evidence.zip")


def test_every_date_and_seal_of_the_notice_is_held_against_the_log(world: World, tmp_path: Path) -> None:
    decision = making.an_open_decision(world.compound)
    later = making.CLOSES + timedelta(days=2)
    decision = making.step(decision, "extend", making.OPENS, closes_at=later.isoformat())
    making.vote(decision, world.wang)
    decision = making.step(making.a_counted_decision(decision), "final", later + timedelta(days=9))
    link_and_sign()
    real, main = dict(evidence_for(decision)), a_module()["main"]
    notice = json.loads(real["notice.json"])
    assert None not in notice.values()
    assert main(["--evidence", zipped(tmp_path, real)]) == 0
    sealed = {name for name in notice if name.endswith(("_at", "_root", "_hash"))} | {"id", "title"}
    assert len(sealed) == 10
    for name in sealed:
        for other in ("2026-01-01T00:00:00+00:00", None):
            told = json.dumps({**notice, name: other}).encode()
            said = main(["--evidence", zipped(tmp_path, {**real, "notice.json": told})])
            assert said == f"BROKEN: notice.json: not as in the log: {name}"


def test_the_checkpoint_inside_the_evidence_is_tried_too(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decision = making.a_counted_decision(making.an_open_decision(world.compound))
    link_and_sign()
    real, main = dict(evidence_for(decision)), a_module()["main"]
    (tmp_path / "log.jsonl").write_text("\n".join(audit.export_lines()) + "\n", encoding="utf-8")
    log = ["--log", str(tmp_path / "log.jsonl")]
    signed = json.loads(real["checkpoint.json"])
    assert main([*log, "--evidence", zipped(tmp_path, real)]) == 0
    assert "checkpoint.json" not in capsys.readouterr().out
    assert main(["--evidence", zipped(tmp_path, real), "--key", signed["key"]]) == 0
    assert "another key" in str(main(["--evidence", zipped(tmp_path, real), "--key", "00" * 32]))
    for name, other in (("hash", "0" * 64), ("sequence", signed["sequence"] + 1), ("at", "2026")):
        forged = {**real, "checkpoint.json": json.dumps({**signed, name: other}).encode()}
        assert "signature is wrong" in str(main([*log, "--evidence", zipped(tmp_path, forged)]))
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "log.jsonl").write_text("\n".join(lines[:-1]), encoding="utf-8")
    short = str(main([*log, "--evidence", zipped(tmp_path, real)]))
    assert short.startswith("BROKEN: "), "a log cut short does not hold what was signed"
    assert main(["--evidence", zipped(tmp_path, {**real, "checkpoint.json": b"null"})]) == 0
    assert "NOT CHECKED: checkpoint.json" in capsys.readouterr().out
    without = {name: body for name, body in real.items() if name != "checkpoint.json"}
    assert str(main(["--evidence", zipped(tmp_path, without)])).startswith("BROKEN: ")


@pytest.mark.parametrize("words", [[], ["--key", "ab"]])
def test_nothing_to_check_is_no_ok(words: list[str]) -> None:
    assert verified(*words)[0] == 2


@pytest.mark.parametrize("body", ["{}", "null", "[]", ""])
def test_a_checkpoint_that_signs_nothing_is_refused(tmp_path: Path, body: str) -> None:
    (tmp_path / "checkpoint.json").write_text(body)
    assert verified("--checkpoint", tmp_path / "checkpoint.json")[0] == 1
    (tmp_path / "log.jsonl").write_text("")
    assert verified("--log", tmp_path / "log.jsonl")[0] == 1


def test_nothing_is_given_out_before_the_publication(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    look_on(world, decision, days=1)
    client = world.staff(world.clerk)
    assert client.get(f"/committee/decisions/{decision.public_id}/evidence.zip").status_code == 409
    with pytest.raises(Refusal, match="not-closed"):
        list(evidence_for(decision))


def test_the_archive_comes_in_pieces_with_a_list_of_hashes() -> None:
    pieces = list(evidence_archive([("a.json", b"{}"), ("b.json", b"[]")]))
    assert len(pieces) == 4
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        listed = json.loads(archive.read("hashes.json"))["files"]
        assert listed["a.json"] == hashlib.sha256(b"{}").hexdigest()
        assert set(archive.namelist()) == {*listed, "hashes.json"}
    assert b"".join(evidence_archive([("a.json", b"{}")])) == b"".join(evidence_archive([("a.json", b"{}")]))


def test_three_hundred_changes_of_a_real_log_are_all_caught(world: World) -> None:
    """Edits, swaps, deletions, insertions, and truncation against a checkpoint kept earlier."""
    making.a_counted_decision(making.an_open_decision(world.compound))
    link_and_sign()
    lines = [line.encode() for line in audit.export_lines()]
    sequence, digest = audited.get_head()
    checkpoint = {"sequence": sequence, "hash": digest}
    verifier = a_module()
    assert len(verifier["check_log"](lines, checkpoint)) == len(lines) == sequence
    missed = []
    for number, (kind, mutant) in enumerate(mutants(lines, random.Random(278))):
        try:
            verifier["check_log"](mutant, checkpoint)
        except (KeyError, TypeError, ValueError):
            continue
        missed.append((number, kind))
    assert missed == []


def mutants(lines: list[bytes], dice: random.Random) -> Iterator[tuple[str, list[bytes]]]:
    for number in range(MUTANTS):
        kind = ("edit", "value", "swap", "delete", "insert", "truncate")[number % 6]
        yield kind, mutant_of(list(lines), kind, dice)


def mutant_of(lines: list[bytes], kind: str, dice: random.Random) -> list[bytes]:
    place = dice.randrange(len(lines))
    if kind == "edit":
        at = dice.randrange(len(lines[place]))
        byte = dice.choice([one for one in b"0123456789abcdefXYZ" if one != lines[place][at]])
        lines[place] = lines[place][:at] + bytes([byte]) + lines[place][at + 1 :]
    elif kind == "value":
        told = json.loads(lines[place])
        told["entry"]["actor"] += "x"
        lines[place] = json.dumps(told, ensure_ascii=False).encode()
    elif kind == "swap":
        other = dice.choice([one for one in range(len(lines)) if one != place])
        lines[place], lines[other] = lines[other], lines[place]
    elif kind == "delete":
        del lines[place]
    elif kind == "insert":
        lines.insert(place, dice.choice(lines))
    else:
        del lines[dice.randrange(len(lines)) :]
    return lines


def test_the_verifier_is_short_and_stands_alone() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module))
    assert imported <= sys.stdlib_module_names


def link_and_sign() -> None:
    with transaction():
        audit.link_entries()
    with transaction():
        audit.sign_checkpoint(clock.now())


def a_module() -> dict[str, Any]:
    """The verifier's names, read as anybody runs it."""
    names: dict[str, Any] = {"__name__": "verify"}
    exec(compile(VERIFIER.read_text(encoding="utf-8"), str(VERIFIER), "exec"), names)
    return names
