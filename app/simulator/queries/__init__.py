"""Reading the platform's books, and where they lie."""

from app.simulator.queries.books import (
    LastPush,
    Message,
    Phone,
    Ticket,
    allowance_for,
    credits_for,
    find_last_push,
    find_media,
    find_menu,
    find_phone,
    find_ticket,
    get_phone,
    messages_for,
    phones_for,
    phones_in_total_for,
    tickets_for,
)
from app.simulator.queries.store import Store, store_in

__all__ = [
    "LastPush",
    "Message",
    "Phone",
    "Store",
    "Ticket",
    "allowance_for",
    "credits_for",
    "find_last_push",
    "find_media",
    "find_menu",
    "find_phone",
    "find_ticket",
    "get_phone",
    "messages_for",
    "phones_for",
    "phones_in_total_for",
    "store_in",
    "tickets_for",
]
