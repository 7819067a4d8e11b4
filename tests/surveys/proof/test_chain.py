"""A changed, missing or moved entry is named."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.proof import chain
from surveys.proof.chain import GENESIS, Head
from tests.surveys.proof.strategies import ENTRIES

LOGS = st.lists(ENTRIES, min_size=1, max_size=6)


def exported(entries: list[dict[str, object]]) -> list[str]:
    lines, previous = [], GENESIS
    for sequence, entry in enumerate(entries, 1):
        lines.append(chain.export_line(sequence, entry, previous))
        previous = json.loads(lines[-1])["hash"]
    return lines


def three() -> list[str]:
    return exported([{"act": "ballot.cast"}, {"act": "ballot.changed"}, {"act": "decision.closed"}])


def test_a_link_is_sha_256_over_domain_previous_hash_and_entry() -> None:
    expected = hashlib.sha256(b"yishiting/audit-link/v1\n" + bytes(32) + b"{}").hexdigest()
    assert chain.link(GENESIS, b"{}") == expected


@pytest.mark.parametrize("previous", ["", "0" * 63, "A" * 64, "0" * 65, "g" * 64, "0" * 64 + "\n"])
def test_a_link_refuses_what_is_no_hash(previous: str) -> None:
    with pytest.raises(Invalid, match="hash-malformed"):
        chain.link(previous, b"{}")


@given(LOGS)
def test_an_untouched_log_is_whole(entries: list[dict[str, object]]) -> None:
    lines = exported(entries)
    verdict = chain.verify_chain(lines)
    assert verdict.intact
    assert verdict.head == Head(len(entries), json.loads(lines[-1])["hash"])
    assert chain.verify_chain(line.encode() + b"\n" for line in [*lines, ""]).intact


def test_an_empty_log_is_whole_and_reaches_nowhere() -> None:
    assert chain.verify_chain([]) == chain.Verdict(True, Head(0, GENESIS))


@given(LOGS, st.data())
def test_any_changed_entry_is_the_first_bad_one(
    entries: list[dict[str, object]], data: st.DataObject
) -> None:
    lines = exported(entries)
    place = data.draw(st.integers(0, len(lines) - 1))
    line = json.loads(lines[place])
    line["entry"] = data.draw(ENTRIES.filter(lambda other: other != line["entry"]))
    lines[place] = json.dumps(line)
    verdict = chain.verify_chain(lines)
    assert (verdict.intact, verdict.line, verdict.sequence, verdict.reason) == (
        False,
        place + 1,
        place + 1,
        "hash-differs",
    )


@given(LOGS, st.data())
def test_any_flipped_character_shows(entries: list[dict[str, object]], data: st.DataObject) -> None:
    lines = exported(entries)
    place = data.draw(st.integers(0, len(lines) - 1))
    spot = data.draw(st.integers(0, len(lines[place]) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = lines[place][:spot] + other + lines[place][spot + 1 :]
    verdict = chain.verify_chain([*lines[:place], changed, *lines[place + 1 :]])
    assert verdict.intact is (changed == lines[place])


@pytest.mark.parametrize(
    ("order", "line", "sequence", "reason"),
    [
        ([1, 2], 1, 1, "sequence-broken"),
        ([0, 2], 2, 2, "sequence-broken"),
        ([0, 0, 1, 2], 2, 2, "sequence-broken"),
        ([0, 2, 1], 2, 2, "sequence-broken"),
    ],
)
def test_lost_repeated_and_moved_entries_are_named(
    order: list[int], line: int, sequence: int, reason: str
) -> None:
    lines = three()
    verdict = chain.verify_chain(lines[place] for place in order)
    assert (verdict.line, verdict.sequence, verdict.reason) == (line, sequence, reason)


def test_an_entry_from_another_log_does_not_fit() -> None:
    other = exported([{"act": "other"}, {"act": "ballot.changed"}])
    verdict = chain.verify_chain([three()[0], other[1]])
    assert (verdict.sequence, verdict.reason) == (2, "previous-differs")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "{}",
        "\ufeff{}",
        b"\xff\xfe\x00",
        "[" * 100_000,
        '{"sequence":' + "9" * 5000 + ',"entry":{},"previous":"","hash":""}',
        '{"sequence":true,"entry":{},"previous":"","hash":""}',
        '{"sequence":1.0,"entry":{},"previous":"","hash":""}',
        '{"sequence":1,"entry":NaN,"previous":"","hash":""}',
        '{"sequence":1,"entry":{},"previous":"","hash":"","more":1}',
        '{"sequence":1,"entry":{"a":1,"a":2},"previous":"","hash":""}',
        '{"sequence":1,"entry":{},"previous":1,"hash":null}',
    ],
)
def test_a_malformed_line_is_a_verdict_never_a_crash(line: str | bytes) -> None:
    verdict = chain.verify_chain([line])
    assert (verdict.intact, verdict.line, verdict.reason) == (False, 1, "line-malformed")


def test_an_entry_without_canonical_bytes_is_a_verdict() -> None:
    line = json.dumps({"sequence": 1, "entry": {"rate": 0.5}, "previous": GENESIS, "hash": "0" * 64})
    assert chain.verify_chain([line]).reason == "canonical-type-unknown"


def test_a_log_cut_short_is_noticed_only_against_a_trusted_head() -> None:
    lines = three()
    trusted = Head(3, json.loads(lines[2])["hash"])
    assert chain.verify_chain(lines[:2]).intact
    assert chain.verify_chain(lines, trusted=trusted).intact
    assert chain.verify_chain(lines[:2], trusted=trusted).reason == "trusted-head-missing"


def test_a_log_written_anew_differs_from_the_trusted_head() -> None:
    trusted = Head(2, json.loads(three()[1])["hash"])
    forged = exported([{"act": "ballot.cast"}, {"act": "forged"}, {"act": "decision.closed"}])
    assert chain.verify_chain(forged).intact
    verdict = chain.verify_chain(forged, trusted=trusted)
    assert (verdict.sequence, verdict.reason) == (2, "trusted-head-differs")


def test_a_longer_log_extends_an_older_head() -> None:
    lines = three()
    assert chain.verify_chain(lines, trusted=Head(1, json.loads(lines[0])["hash"])).intact
    assert chain.verify_chain(lines, trusted=Head(0, GENESIS)).intact
