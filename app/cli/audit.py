"""The audit log for outsiders: exported as lines, verified from them."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask.cli import AppGroup

from app.audit import operations, queries
from surveys.errors import Invalid
from surveys.proof import chain

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
    lines = _read(log_file) if log_file else operations.export_lines()
    verdict = chain.verify_chain(lines, trusted=_head_in(trusted) if trusted else None)
    if not verdict.intact:
        click.echo(f"broken at entry {verdict.sequence}: {verdict.reason}")
        sys.exit(1)
    waiting = 0 if log_file else queries.count_unlinked()
    head = verdict.head
    click.echo(f"ok: {head.sequence} entries, head {head.hash[:16]}, {waiting} not yet sequenced")


def _head_in(path: Path) -> chain.Head:
    """The chain's end that a checkpoint states; its signature must fit."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        at, head = datetime.fromisoformat(stated["at"]), chain.Head(int(stated["sequence"]), stated["hash"])
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(stated["key"]))
        signed = operations.checkpoint_bytes(head.sequence, head.hash, at)
        key.verify(bytes.fromhex(stated["signature"]), signed)
    except (ValueError, KeyError, TypeError, InvalidSignature, Invalid):
        click.echo(f"{path} is no checkpoint with a valid signature", err=True)
        sys.exit(2)
    return head


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines
