# fmt: off
"""Check a decision and the log behind it, offline: standard library and openssl; verify.md says how."""
import argparse, json, pathlib, re, subprocess, sys, tempfile, zipfile
from hashlib import sha256
LINK, MANIFEST, ROLL = (b"yishiting/%s/v1\n" % name for name in (b"audit-link", b"manifest", b"electorate"))
OPENSSL = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in told -sigfile sig".split()
STEPS, NAMES = "notice opened closed counted created confirm", "manifest notice roll ballots tally checkpoint"
ED25519 = bytes.fromhex("302a300506032b6570032100")  # what stands before a raw public key in DER
def need(fits, fault):
    """Go on only where this fits; the message says what does not, and where."""
    if not fits: raise ValueError(fault)
def canonical(value):
    """JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
def read(body):
    """JSON that somebody else wrote; in no object a name stands twice."""
    def once_each(pairs):
        need(len(dict(pairs)) == len(pairs), "a name stands twice in one object")
        return dict(pairs)
    return json.loads(body.decode(), object_pairs_hook=once_each)
def area(text):
    """An area in 0.01 m²; no other way of writing it is taken."""
    need(re.fullmatch(r"[0-9]{1,12}\.[0-9]{2}", text), f"{text[:20]}: an area needs two decimals")
    return int(text.replace(".", ""))
def check_log(lines, checkpoint=None, *, is_whole=True):
    """The log by places, from its first entry if it is whole; it must hold the checkpoint somebody kept."""
    log, previous = {}, "0" * 64
    for number, text in enumerate((line for line in lines if line.strip()), 1):
        found = read(text)
        place, body = found["sequence"], bytes.fromhex(found["previous"]) + canonical(found["entry"])
        need(sha256(LINK + body).hexdigest() == found["hash"] and len(found) == 4, f"line {number}: changed")
        follows = not is_whole or (place, found["previous"]) == (number, previous)
        need(follows and place not in log, f"line {number}: entry {place} does not follow the one before it")
        log[place], previous = found, found["hash"]
    held = not checkpoint or log.get(checkpoint["sequence"], {}).get("hash") == checkpoint["hash"]
    need(log and held, "the log is empty, or does not hold the entry that was signed")
    return log
def check_signature(checkpoint, key=None):
    """openssl tries the Ed25519 signature of a checkpoint, under the key somebody trusts if one is given."""
    told = canonical({name: checkpoint[name] for name in ("sequence", "hash", "at")})
    raw = {"key": ED25519 + bytes.fromhex(checkpoint["key"]), "sig": bytes.fromhex(checkpoint["signature"])}
    with tempfile.TemporaryDirectory() as folder:
        for name, body in {**raw, "told": told}.items(): pathlib.Path(folder, name).write_bytes(body)
        answer = subprocess.run(OPENSSL, cwd=folder, capture_output=True, check=False)
    need(not answer.returncode, "the checkpoint's signature is wrong")
    need(checkpoint["key"] == (key or checkpoint["key"]), "the checkpoint is signed with another key")
def check_roll(manifest, rights, stated):
    """The manifest under its hash, and everybody who counts under the root it names."""
    need(sha256(MANIFEST + canonical(manifest)).hexdigest() == stated, "manifest: not the one announced")
    rows = sorted([one["id"], one["head"], area(one["area"]), one["source"]] for one in rights)
    need(sha256(ROLL + canonical(rows)).hexdigest() == manifest["electorate_root"], "roll: not as announced")
def check_pack(pack):
    """Count heads and area of a pack again and compare. Returns what each head said."""
    check_roll(pack["manifest"], pack["rights"], pack["manifest_hash"])
    rights, result = {one["id"]: one for one in pack["rights"]}, pack["result"]
    said = {one["right"]: one["choice"] for one in pack["ballots"]}
    is_once = (len(said), len(rights)) == (len(pack["ballots"]), len(pack["rights"]))
    need(is_once and {*said} <= {*rights}, "a right or a ballot is there twice, or a ballot is for no right")
    for choice in {*said.values(), *result["choices"], None}:
        mine = [one for key, one in rights.items() if choice in (None, said.get(key))]
        heads = {one["id" if pack["manifest"]["basis"] == "room" else "head"] for one in mine}
        told = result["choices"][choice] if choice else result["total"]
        fits = (len(heads), sum(area(one["area"]) for one in mine)) == (told["heads"], area(told["area"]))
        need(fits, f"{choice or 'total'}: counted {len(heads)} heads, stated {told['heads']}, or other area")
    tests = [result[name][by] for name in ("quorum", "approval") for by in ("heads", "area")]
    need(result["passed"] is result["strict"]["passed"] is all(tests), "passed: not what its tests say")
    return {one["head"]: said[key] for key, one in rights.items() if key in said}
def check_notice(notice, manifest, facts):
    """Dates and seals of notice.json against log and manifest. Returns a note of what neither of them has."""
    was, run, over, counted = (facts[f"decision.{act}"][-1] for act in STEPS.split()[:4])
    done = {one["step"]: one["at"] for one in facts.get("decision.confirm", [])}
    told = {"manifest_hash": was["manifest"], "electorate_root": was["electorate"], "noticed_at": was["at"],
            "opens_at": run.get("opens_at"), "closes_at": over["closes_at"], "preliminary_at": counted["at"],
            "extended_at": done.get("extend"), "final_at": done.get("final"), "title": manifest["title"],
            "id": manifest.get("id")}
    unsaid = [name for name in ("opens_at", "id") if told[name] is None]
    wrong = [name for name in told if notice[name] != told[name] and name not in unsaid]
    need(not wrong, f"notice.json: not as in the log: {', '.join(wrong)}")
    return [f"{name}: not in its log" for name in unsaid + ["published"] * ("published" not in counted)]
def check_evidence(archive, log, notes, key=None):
    """Every file of the evidence against its hash and against the log. Returns the digest of the pack."""
    files = {name: archive.read(name) for name in archive.namelist()}
    listed, facts = read(files["hashes.json"])["files"], {}
    need(sorted([*listed, "hashes.json"]) == sorted(archive.namelist()), "hashes.json: lists other files")
    wrong = [name for name in listed if sha256(files[name]).hexdigest() != listed[name]]
    need(not wrong, f"{', '.join(wrong)}: not what the list of hashes says")
    manifest, notice, roll, ballots, tally, signed = (read(files[f"{name}.json"]) for name in NAMES.split())
    lines = check_log(files["log.jsonl"].splitlines(), is_whole=False)
    begin, end, subject = min(lines), max(lines), lines[min(lines)]["entry"]["subject"]
    mine = {place: one for place, one in (log or lines).items() if one["entry"]["subject"] == subject}
    need(lines[begin]["entry"]["act"] == "decision.created", "log.jsonl: the first line is left out")
    whole, is_open = {at: mine[at] for at in mine if begin <= at <= end}, manifest["mode"] == "named-public"
    must = {at for at in whole if is_open or whole[at]["entry"]["act"][9:] in STEPS.split()}
    need(must <= {*lines} and lines == {at: whole.get(at) for at in lines}, "log.jsonl: left out or changed")
    notes += [f"entry {place}, {mine[place]['entry']['act']}, is younger" for place in mine if place > end]
    for entry in (line["entry"] for line in whole.values()):
        facts.setdefault(entry["act"], []).append({**entry["facts"], "at": entry["at"]})
    check_roll(manifest, roll, facts["decision.notice"][-1]["manifest"])
    notes += check_notice(notice, manifest, facts)
    if signed: check_signature(signed, key)
    held, counted = {**lines, **log}.get(signed and signed["sequence"]), facts["decision.counted"][-1]
    need(held["hash"] == signed["hash"] if held else not (log and signed), "checkpoint.json: of another log")
    notes += [] if held else ["checkpoint.json: signs nothing that is in the evidence; --log has it"]
    cast, keys = facts.get("ballot.cast", []), "head channel commitment".split() + ["revision"] * is_open
    both = [rows if is_open else {row.get("head"): row for row in rows}.values() for rows in (ballots, cast)]
    given, held = (sorted([row.get(key) for key in keys] for row in rows) for rows in both)
    is_told = is_open or cast or (log and manifest["mode"] == "named-sealed")
    need(given == held or not is_told, "ballots.json: not the ballots of the log")
    opened, last = [one for one in ballots if "content" in one], {r["head"]: r["commitment"] for r in cast}
    need(all(sha256(r["content"].encode()).hexdigest() == last[r["head"]] for r in opened), "badly opened")
    seal = sha256(canonical(tally["published"])).hexdigest()
    fits = seal == counted.get("published", seal) and tally["pack_hash"] == counted["pack"]
    need(fits, "tally.json: not what the log holds")
    if is_open:
        pack = read(files["pack.json"])
        need(sha256(files["pack.json"]).hexdigest() == counted["pack"], "pack.json: not that of the log")
        need({**tally, **pack["result"]} == tally, "tally.json: not the result in the pack")
        said, choices = check_pack(pack), {one["head"]: read(one["content"].encode()) for one in opened}
        need({*said} <= {*choices} == {*last}, "ballots.json: a ballot is not opened, or was not given")
        other = [head for head in choices if choices[head]["choice"] != said.get(head)]
        notes += [f"why the last ballots of {', '.join(other)} were not counted as given"] if other else []
    else:
        need({*tally} <= {"published", "pack_hash", "article", "legal"}, "tally.json: tells more than it may")
        notes.append("the count, whose ballots are sealed" + ", and which came (--log)" * (not is_told))
    notes.append("deliveries, objections, sponsor, warnings, legal result: the log has no digest of them")
    return counted["pack"]
def main(words=None):
    """0 when everything that was checked fits, otherwise the line that says what does not."""
    parser, log, notes, packs = argparse.ArgumentParser(description=__doc__), {}, [], None
    for name in ("log", "checkpoint", "key", "evidence", "pack"): parser.add_argument(f"--{name}")
    asked = parser.parse_args(words)
    if not any((asked.log, asked.checkpoint, asked.evidence, asked.pack)): parser.error("nothing was checked")
    try:
        signed = read(pathlib.Path(asked.checkpoint).read_bytes()) if asked.checkpoint else None
        if asked.checkpoint: check_signature(signed, asked.key)
        if asked.log:
            log = check_log(pathlib.Path(asked.log).read_bytes().splitlines(), signed)
            packs = [one["entry"]["facts"].get("pack") for one in log.values()]
        if asked.evidence: packs = [check_evidence(zipfile.ZipFile(asked.evidence), log, notes, asked.key)]
        if asked.pack:
            body = pathlib.Path(asked.pack).read_bytes()
            check_pack(read(body))
            need(packs is None or sha256(body).hexdigest() in packs, "pack: not one of those in the log")
            notes.append("present, agreed, the shares that the law asks for: python -m surveys recount")
    except Exception as fault:  # whatever a forged file provokes
        return f"BROKEN: {fault}{' is left out' if isinstance(fault, KeyError) else ''}"
    notes += [f"--{name}: not given" for name in ("log", "checkpoint", "key") if not getattr(asked, name)]
    sys.stdout.write("\n".join([f"OK: {len(log)} entries", *(f"NOT CHECKED: {one}" for one in notes), ""]))
    return 0
if __name__ == "__main__": sys.exit(main())
