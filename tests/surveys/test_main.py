"""The command line: answers on standard output, one clear line on bad input, never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from surveys.__main__ import main
from tests.surveys.tally.packs_of_paper import flats, large, shanghai

ROOT = Path(__file__).parents[2]
NOTICE = {
    "matter": "other",
    "total": {"heads": 120, "area": "9876.50"},
    "present": {"heads": 98, "area": "8012.25"},
    "agreed": {"heads": 61, "area": "5120.4"},
}


def surveys(*words: str, told: bytes = b"") -> tuple[int, str, str]:
    """Run the command as a stranger would: only Python, no packages, no settings of ours, an old terminal."""
    bare = {"PATH": os.defpath, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-S", "-s", "-W", "error", "-m", "surveys", *words]
    ran = subprocess.run(
        command, input=told, capture_output=True, cwd=ROOT, env=bare, timeout=60, check=False
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


def verdict(told: object) -> tuple[int, str, str]:
    return surveys("verdict", told=json.dumps(told).encode())


@pytest.mark.parametrize(
    ("change", "code", "passed"),
    [({}, 0, True), ({"agreed": {"heads": 49, "area": "5000"}}, 1, False), ({"present": None}, 1, None)],
)
def test_a_notice_is_answered(change: dict[str, object], code: int, passed: bool | None) -> None:
    returned, out, err = verdict({**NOTICE, **change})
    assert (returned, err) == (code, "")
    assert json.loads(out)["passed"] is passed


def test_unanimous_matters_are_refused_by_their_code() -> None:
    returned, out, err = verdict({**NOTICE, "matter": "dwelling-to-business"})
    assert (returned, err) == (2, "")
    assert json.loads(out)["code"] == "unanimity-required"


def test_a_pack_is_recounted_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "决定.json"
    file.write_text(json.dumps(shanghai()), "utf-8-sig")
    returned, out, err = surveys("recount", str(file))
    assert (returned, err, json.loads(out)["matches"]) == (0, "", True)
    file.write_text(json.dumps(flats(("agree", 1), ("disagree", 9))), "utf-8")
    returned, out, err = surveys("recount", str(file), "--rules", "national")
    assert (returned, json.loads(out)["matches"], json.loads(out)["differences"]) == (1, False, ["passed"])


@pytest.mark.parametrize(
    ("words", "told", "said"),
    [
        (["verdict"], b"", "json-malformed"),
        (["verdict"], b"{", "json-malformed"),
        (["verdict"], b"null", "totals: field-not-an-object"),
        (["verdict"], b'{"matter":1}', "total: field-missing"),
        (["verdict"], b'{"total":{"heads":true},"matter":"other"}', "total.heads: figure-not-whole"),
        (["verdict"], b'{"total":{"heads":1.5},"matter":"other"}', "total.heads: figure-not-whole"),
        (["verdict"], b'{"total":{"heads":1,"heads":2},"matter":"other"}', "written twice"),
        (["verdict"], b'{"total":{"heads":NaN},"matter":"other"}', "NaN is not a number"),
        (["verdict"], b'{"total":{"heads":-Infinity},"matter":"other"}', "-Infinity is not a number"),
        (["verdict"], b'{"total":{"heads":' + b"9" * 5000 + b'},"matter":"other"}', "json-malformed"),
        (["verdict"], b'{"total":{"heads":' + b"9" * 50 + b'},"matter":"other"}', "figure-too-large"),
        (["verdict"], b"[" * 200_000, "json-too-deep"),
        (["verdict"], '{"matter":"其他"}'.encode("gbk"), "file-not-utf-8"),
        (["verdict"], '{"matter":"other"}'.encode("utf-16"), "file-not-utf-8"),
        (["verdict"], b'{"total":{},"matter":"\xe5\x85\xb6"}', "matter: field-unknown-word"),
        (["verdict", "--rules", "mars"], b'{"total":{},"matter":"other"}', "rule-pack-unknown"),
        (["recount", "no such file.json"], b"", "file-not-readable"),
        (["recount", "surveys"], b"", "file-not-readable"),
        (["recount", "-"], b'{"manifest":[]}', "manifest: field-not-an-object"),
        (["recount"], b"", "PACK.json"),
        (["vote"], b"", "invalid choice"),
        ([], b"", "COMMAND"),
    ],
)
def test_bad_input_is_one_clear_line(words: Sequence[str], told: bytes, said: str) -> None:
    returned, out, err = surveys(*words, told=told)
    assert (returned, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert len(err) < 400


def test_a_mark_at_the_beginning_of_a_file_is_passed_over() -> None:
    returned, _, _ = surveys("verdict", told=b"\xef\xbb\xbf" + json.dumps(NOTICE).encode())
    assert returned == 0


@pytest.mark.parametrize("words", [["--help"], ["verdict", "--help"], ["recount", "--help"]])
def test_every_command_explains_itself(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    assert left.value.code == 0
    assert "usage: python -m surveys" in capsys.readouterr().out


def test_a_large_compound_is_recounted_in_a_moment(tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(large(20_000)), "utf-8")
    returned, out, _ = surveys("recount", str(file))
    assert (returned, json.loads(out)["matches"]) == (1, None)
    assert json.loads(out)["total"]["heads"] < 20_000
