"""The audit log for outsiders: exported as lines, verified from them."""

import json
import sys
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.cli import AppGroup

from app.audit import operations, queries
from app.core.encryption import signing_key
from surveys.errors import Invalid
from surveys.proof import chain

BAD_USAGE = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

audit = AppGroup("audit", help="The audit log: export and verify.")


@audit.command("export")
def export() -> None:
    """Print the linked log, one JSON line an entry, oldest first."""
    for line in operations.export_lines():
        click.echo(line)


@audit.command("checkpoint")
def checkpoint() -> None:
    """Print the newest signed checkpoint as JSON: keep it elsewhere, `verify --trusted` takes it."""
    found = queries.get_checkpoints()
    if not found:
        click.echo("no checkpoint has been signed yet", err=True)
        sys.exit(1)
    newest = found[-1]
    fields = ("sequence", "hash", "key", "signature")
    click.echo(json.dumps({"at": newest.at.isoformat(), **{name: getattr(newest, name) for name in fields}}))


@audit.command("verify")
@click.option("--log", "log_file", type=FILE, default=None, help="An exported log instead of the database.")
@click.option("--trusted", type=FILE, default=None, help="An older checkpoint the log must still contain.")
def verify(log_file: Path | None, trusted: Path | None) -> None:
    """Recompute the whole chain; names the first bad entry and exits 1."""
    head = _head_in(trusted) if trusted else None
    with closing(_read(log_file) if log_file else operations.export_lines()) as lines:
        verdict = chain.verify_chain(lines, trusted=head)
    broken = None if verdict.intact else (verdict.sequence, verdict.reason)
    broken = broken or (None if log_file else _broken_checkpoint())
    if broken:
        click.echo(f"broken at entry {broken[0]}: {broken[1]}")
        sys.exit(1)
    waiting = 0 if log_file else queries.count_unlinked()
    head = verdict.head
    click.echo(f"ok: {head.sequence} entries, head {head.hash[:16]}, {waiting} not yet sequenced")


def _head_in(path: Path) -> chain.Head:
    """The chain's end that a checkpoint states; its signature must fit."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        at, head = datetime.fromisoformat(stated["at"]), chain.Head(int(stated["sequence"]), stated["hash"])
        _check_signature(head, at, key=stated["key"], signature=stated["signature"])
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature, Invalid):
        click.echo(f"{path} is no checkpoint with a valid signature", err=True)
        sys.exit(BAD_USAGE)
    return head


def _broken_checkpoint() -> tuple[int, str] | None:
    """The first stored checkpoint that the chain no longer fits, or that this place's key did not sign.

    Somebody who rewrote or cut the whole chain can make it fit itself, but cannot sign its end.
    """
    own = signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    for checkpoint, digest in queries.get_signed_ends():
        head = chain.Head(checkpoint.sequence, checkpoint.hash)
        if digest != head.hash:
            return head.sequence, "checkpoint-differs"
        if checkpoint.key != own:
            return head.sequence, "checkpoint-signed-by-another-key"
        try:
            _check_signature(head, checkpoint.at, key=own, signature=checkpoint.signature)
        except (ValueError, InvalidSignature):
            return head.sequence, "checkpoint-signature-wrong"
    return None


def _check_signature(head: chain.Head, at: datetime, *, key: str, signature: str) -> None:
    """InvalidSignature unless this key signed that the chain ended so."""
    signed = operations.checkpoint_bytes(head.sequence, head.hash, at)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), signed)


def _read(path: Path) -> Generator[bytes, None, None]:
    with path.open("rb") as lines:
        yield from lines
