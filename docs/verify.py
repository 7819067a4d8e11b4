"""Check a decision and the audit log behind it, offline: standard library and openssl, nothing of ours."""

import argparse
import json
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

LINK, MANIFEST, ROLL = (b"yishiting/%s/v1\n" % name for name in (b"audit-link", b"manifest", b"electorate"))
OPENSSL = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in told -sigfile sig".split()
ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before a raw public key in DER


class Broken(Exception):
    """Something does not fit; the message says what and where."""


def canonical(value):
    """JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def once_each(pairs):
    """An object in which no name stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise Broken("a name stands twice in one object")
    return dict(pairs)


def read(text, what):
    """JSON that somebody else wrote."""
    try:
        return json.loads(text, object_pairs_hook=once_each)
    except (ValueError, RecursionError):
        raise Broken(f"{what}: not readable") from None


def line_of(number, text):
    """One line of the log, its hash tried; returns sequence, previous, hash."""
    found = read(text, f"line {number}")
    if not isinstance(found, dict) or set(found) != {"sequence", "entry", "previous", "hash"}:
        raise Broken(f"line {number}: not a line of the log")
    sealed = sha256(LINK + bytes.fromhex(found["previous"]) + canonical(found["entry"])).hexdigest()
    if sealed != found["hash"]:
        raise Broken(f"line {number}: entry {found['sequence']} was changed")
    return found["sequence"], found["previous"], found["hash"]


def check_log(lines, checkpoint=None):
    """The whole log from its first entry; it must hold the checkpoint somebody kept. Returns its hashes."""
    hashes, previous = {}, "0" * 64
    for number, text in enumerate((line for line in lines if line.strip()), 1):
        sequence, before, sealed = line_of(number, text)
        if sequence != len(hashes) + 1 or before != previous:
            raise Broken(f"line {number}: entry {sequence} does not follow the one before it")
        hashes[sequence] = previous = sealed
    if checkpoint and hashes.get(checkpoint["sequence"]) != checkpoint["hash"]:
        raise Broken(f"the log does not hold entry {checkpoint['sequence']} as it was signed")
    return hashes


def check_signature(checkpoint, key=None):
    """openssl tries the Ed25519 signature of a checkpoint, under the key somebody trusts if one is given."""
    told = canonical({name: checkpoint[name] for name in ("sequence", "hash", "at")})
    raw = {"key": ED25519 + bytes.fromhex(checkpoint["key"]), "sig": bytes.fromhex(checkpoint["signature"])}
    with tempfile.TemporaryDirectory() as folder:
        for name, body in {**raw, "told": told}.items():
            (Path(folder) / name).write_bytes(body)
        answer = subprocess.run(OPENSSL, cwd=folder, capture_output=True, check=False)
    if answer.returncode or checkpoint["key"] != (key or checkpoint["key"]):
        raise Broken("the checkpoint's signature is wrong, or made with another key")


def check_roll(manifest, rights, stated):
    """The manifest under its hash, and everybody who counts under the root it names."""
    if stated and sha256(MANIFEST + canonical(manifest)).hexdigest() != stated:
        raise Broken("the manifest is not the one that was announced")
    rows = sorted([one["id"], one["head"], int(Fraction(one["area"]) * 100), one["source"]] for one in rights)
    if sha256(ROLL + canonical(rows)).hexdigest() != manifest["electorate_root"]:
        raise Broken("the roll is not the one that was announced")


def check_pack(pack):
    """Count heads and area of a public pack again and compare; `python -m surveys recount` judges as well."""
    check_roll(pack["manifest"], pack["rights"], pack.get("manifest_hash"))
    rights, choices = {one["id"]: one for one in pack["rights"]}, {}
    for ballot in pack["ballots"]:
        if ballot["right"] not in rights or ballot["right"] in choices:
            raise Broken(f"ballot of {ballot['right']}: not on the roll, or twice")
        choices[ballot["right"]] = ballot["choice"]
    for choice, told in [*pack["result"]["choices"].items(), ("total", pack["result"]["total"])]:
        mine = [one for key, one in rights.items() if choice in ("total", choices.get(key))]
        heads = {one["id" if pack["manifest"]["basis"] == "room" else "head"] for one in mine}
        found = len(heads), sum(Fraction(one["area"]) for one in mine)
        if found != (told["heads"], Fraction(told["area"])):
            raise Broken(f"{choice}: counted {found[0]} heads, stated {told['heads']}")


def check_evidence(files, hashes=None):
    """Everything in an evidence pack against its list of hashes, its roll, its log lines, its ballots."""
    listed = read(files["hashes.json"], "hashes.json")["files"]
    for name in sorted({*listed, *files} - {"hashes.json"}):
        if sha256(files.get(name, b"")).hexdigest() != listed.get(name):
            raise Broken(f"{name}: not what the list of hashes says")
    notice = read(files["notice.json"], "notice.json")
    manifest, roll = (read(files[f"{name}.json"], name) for name in ("manifest", "roll"))
    check_roll(manifest, roll, notice["manifest_hash"])
    for number, text in enumerate(files["log.jsonl"].split(b"\n")[:-1], 1):
        sequence, _, sealed = line_of(number, text)
        if hashes is not None and hashes.get(sequence) != sealed:
            raise Broken(f"log.jsonl: entry {sequence} is not in the whole log")
    for ballot in read(files["ballots.json"], "ballots"):
        seal = ballot.get("commitment")
        if seal and "content" in ballot and sha256(ballot["content"].encode()).hexdigest() != seal:
            raise Broken(f"ballot of {ballot['head']}: not what was committed to")
    if "pack.json" in files:
        check_pack(read(files["pack.json"], "pack.json"))


def main(words=None):
    """0 when everything fits, otherwise the line that says what does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", help="the whole log (flask audit export)")
    parser.add_argument("--checkpoint", help="a signed end of the log that was kept earlier")
    parser.add_argument("--key", help="the public key you trust, in hex")
    parser.add_argument("--evidence", help="the evidence pack of a decision (ZIP)")
    parser.add_argument("--pack", help="the recount pack of a decision (JSON)")
    asked = parser.parse_args(words)
    try:
        signed = read(Path(asked.checkpoint).read_text(), "checkpoint") if asked.checkpoint else None
        if signed:
            check_signature(signed, asked.key)
        hashes = check_log(Path(asked.log).read_bytes().splitlines(), signed) if asked.log else None
        if asked.evidence:
            with zipfile.ZipFile(asked.evidence) as archive:
                check_evidence({name: archive.read(name) for name in archive.namelist()}, hashes)
        if asked.pack:
            check_pack(read(Path(asked.pack).read_text(), "pack"))
    except (Broken, OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as fault:
        return f"BROKEN: {fault}"
    sys.stdout.write(f"OK{f': {len(hashes)} entries' if hashes else ''}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
