"""Work the audit log has due: linking new entries, signing the chain's end."""

from datetime import datetime

from app.audit import operations
from app.core.db import transaction


def link_new_entries(_payload: dict[str, object], _at: datetime) -> None:
    """Give every new entry its place in the chain, a batch a transaction."""
    while True:
        with transaction():
            linked = operations.link_entries()
        if linked < operations.BATCH:
            return


def sign_chain(_payload: dict[str, object], at: datetime) -> None:
    """Sign where the chain stands."""
    with transaction():
        operations.sign_checkpoint(at)
