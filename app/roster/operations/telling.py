"""Promising people a notice about a binding: the notices room knows how to reach them."""

from datetime import datetime

from app.outbox.operations import promise


def tell(code: str, binding_id: int, contact_id: int, at: datetime, *, about: str = "") -> None:
    """Tell a contact about a binding; `about` names what makes it news once more, such as `dispute:7`."""
    payload = {"code": code, "binding": binding_id, "contact": contact_id}
    promise("notice.binding", {**payload, "about": about} if about else payload, at)
