"""The second factor of staff: a code that changes every half minute (RFC 6238), or one from paper."""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, select, update

from app.audit.operations import record
from app.core.db import change, db
from app.core.encryption import blind_index
from app.core.ids import ALPHABET
from app.roster.models import RecoveryCode, StaffAccount, StaffFactor, StaffSession
from app.roster.operations.sessions import SignIn, count_failure, first_page_of, held_account
from app.roster.queries.staff import HALF_OPEN, hash_of
from surveys.errors import Invalid, Missing, Refusal

DIGITS, STEP_S, SECRET_BYTES = 6, 30, 20
DRIFT = (0, -1, 1)  # telephones run a little late or early
CODES, CODE_LENGTH = 10, 10
ISSUER = "Yishiting"
INDEX = "recovery_code.code_index"
SIX_DIGITS = re.compile(r"[0-9]{6}")
_HASH = SHA1()  # noqa: S303 - what RFC 6238 asks for and every telephone computes


@dataclass(frozen=True)
class Enrolment:
    """What the telephone is shown: the address inside the QR code, and the secret to type by hand."""

    address: str
    secret: str


def begin_factor(key: str, at: datetime) -> None:
    """Make a new secret, which asks for nothing until a code proves that the telephone has it."""
    account = _account(key)
    row = db.session.get(StaffFactor, account.id, populate_existing=True)
    if row is not None and row.confirmed_at is not None:
        raise Refusal("factor-already-there")
    if row is None:
        row = StaffFactor(account_id=account.id)
        db.session.add(row)
    row.secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
    row.begun_at, row.last_step = at, 0
    db.session.flush()


def confirm_factor(key: str, code: str, token: str, at: datetime) -> list[str]:
    """The telephone has the secret: from now on every sign-in asks for a code. Returns the codes for paper.

    The session it is done in counts as proven; every other one of the account ends.
    """
    account = _account(key)
    row = db.session.get(StaffFactor, account.id, populate_existing=True)
    if row is None or row.confirmed_at is not None:
        raise Refusal("factor-not-begun")
    step = step_of(row.secret or "", code, at, after=row.last_step)
    if step is None:
        raise Invalid("factor-code-wrong")
    row.confirmed_at, row.last_step = at, step
    here = StaffSession.token_hash == hash_of(token)
    db.session.execute(update(StaffSession).where(here).values(proven_at=at))
    others = update(StaffSession).where(
        StaffSession.account_id == account.id, ~here, StaffSession.revoked_at.is_(None)
    )
    db.session.execute(others.values(revoked_at=at))
    record(f"staff:{key}", "factor.begin", f"staff:{key}", at)
    return _new_codes(account.id)


def prove_factor(token: str, code: str, at: datetime, *, address: str = "") -> SignIn:
    """The second half of signing in. A wrong code counts like a wrong password; the edge commits it all."""
    statement = select(StaffSession).where(
        StaffSession.token_hash == hash_of(token), StaffSession.revoked_at.is_(None)
    )
    session = db.session.execute(statement.execution_options(populate_existing=True)).scalar()
    if session is None or session.proven_at is not None or at - session.created_at >= HALF_OPEN:
        return SignIn("over")
    account = held_account(StaffAccount.id == session.account_id)
    if account is None or account.disabled_at is not None:
        return SignIn("over")
    if account.unlocks_at is not None and at < account.unlocks_at:
        return SignIn("locked", until=account.unlocks_at)
    if not _is_right(account, code, at):
        return count_failure(account, address, at)
    account.failures, account.unlocks_at = 0, None
    session.proven_at = session.last_seen_at = at
    db.session.flush()
    record(f"staff:{account.key}", "factor.show", f"staff:{account.key}", at)
    page = first_page_of(account.id, at)
    return SignIn("ok", token, must_change_password=account.must_change_password, first_page=page)


def renew_codes(key: str, code: str, at: datetime) -> list[str]:
    """Ten new codes for paper, the old ones are worth nothing; none when the code was wrong, which counts."""
    account = _account(key)
    if not _is_proven_again(account, code, at):
        return []
    record(f"staff:{key}", "factor.renew-codes", f"staff:{key}", at)
    return _new_codes(account.id)


def end_factor(key: str, code: str, at: datetime) -> bool:
    """Take one's own factor away, such as for a new telephone; False when the code was wrong."""
    account = _account(key)
    if not _is_proven_again(account, code, at):
        return False
    forget_factor(account.id)
    record(f"staff:{key}", "factor.end", f"staff:{key}", at)
    return True


def forget_factor(account_id: int) -> None:
    """Secret and codes go; what is recorded is the caller's."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.execute(delete(StaffFactor).where(StaffFactor.account_id == account_id))
    db.session.expire_all()


def enrolment_for(key: str, secret: str, username: str) -> Enrolment:
    """The secret as telephones read it: as an `otpauth:` address and in groups of four."""
    raw = base64.b32decode(secret)
    address = TOTP(raw, DIGITS, _HASH, STEP_S).get_provisioning_uri(username or key, ISSUER)
    return Enrolment(address, " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)))


def step_of(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """The half minute this code belongs to, when it is right and later than the last one used."""
    code = "".join(code.split())
    if not SIX_DIGITS.fullmatch(code):
        return None
    now = int(at.timestamp()) // STEP_S
    maker = HOTP(base64.b32decode(secret), DIGITS, _HASH)
    for step in (now + drift for drift in DRIFT):
        try:
            maker.verify(code.encode(), step)
        except InvalidToken:
            continue
        return step if step > after else None
    return None


def _is_proven_again(account: StaffAccount, code: str, at: datetime) -> bool:
    """A code of the person who is signed in already; a wrong one counts, and a lock holds here too."""
    if account.unlocks_at is not None and at < account.unlocks_at:
        return False
    if _is_right(account, code, at):
        return True
    count_failure(account, "", at)
    return False


def _is_right(account: StaffAccount, code: str, at: datetime) -> bool:
    row = db.session.get(StaffFactor, account.id, populate_existing=True)
    if row is None or row.confirmed_at is None:
        return False
    step = step_of(row.secret or "", code, at, after=row.last_step)
    if step is not None:
        row.last_step = step
        db.session.flush()
        return True
    return _use_code(account, code, at)


def _use_code(account: StaffAccount, code: str, at: datetime) -> bool:
    plain = "".join(sign for sign in code.upper() if sign in ALPHABET)
    if len(plain) != CODE_LENGTH:
        return False
    used = change(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_index == blind_index(plain, INDEX),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    if used:
        record(f"staff:{account.key}", "factor.use-code", f"staff:{account.key}", at)
    return used == 1


def _new_codes(account_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(account_id=account_id, code=code) for code in codes)
    db.session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _account(key: str) -> StaffAccount:
    account = held_account(StaffAccount.key == key)
    if account is None:
        raise Missing("account-not-found")
    return account
