"""Addresses that come from outside and may only point into this site."""

from urllib.parse import urlsplit


def path_on_this_site(address: str | None, otherwise: str = "/") -> str:
    """The path if it stays on this site; anything else (another host, a scheme, `//`) becomes `otherwise`."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return otherwise
    if any(ord(character) < 32 for character in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address
