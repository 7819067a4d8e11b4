"""Names that cannot be guessed, for everything the public can address."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
PUBLIC_LENGTH = 10  # 50 bits


def new_public_id() -> str:
    """Ten characters, 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_LENGTH))
