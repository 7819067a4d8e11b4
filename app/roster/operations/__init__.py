"""Writing the roster: what edges and other rooms may do with it."""

from app.roster.operations.bindings import (
    EVIDENCE,
    Proven,
    Redeemed,
    Waiting,
    WrongPhone,
    prove_owner,
    redeem,
    request_binding,
    unbind,
)
from app.roster.operations.claims import confirm_binding, end_binding, refuse_binding
from app.roster.operations.codes import (
    Locked,
    Recognised,
    WrongCode,
    issue_codes,
    reissue_code,
    require_recognised,
    try_code,
)
from app.roster.operations.contacts import consent, contact_for, follow, unfollow
from app.roster.operations.passwords import hash_password
from app.roster.operations.places import CompoundDetails, RegionDetails, add_region, register_compound
from app.roster.operations.rosters import apply_import, lock_roster
from app.roster.operations.sessions import (
    Checked,
    SignIn,
    change_password,
    check_password,
    sign_in,
    sign_out,
    touch_session,
)
from app.roster.operations.staff import (
    NewStaff,
    add_staff,
    bootstrap,
    end_roles,
    give_role,
    reset_password,
)

__all__ = [
    "EVIDENCE",
    "Checked",
    "CompoundDetails",
    "Locked",
    "NewStaff",
    "Proven",
    "Recognised",
    "Redeemed",
    "RegionDetails",
    "SignIn",
    "Waiting",
    "WrongCode",
    "WrongPhone",
    "add_region",
    "add_staff",
    "apply_import",
    "bootstrap",
    "change_password",
    "check_password",
    "confirm_binding",
    "consent",
    "contact_for",
    "end_binding",
    "end_roles",
    "follow",
    "give_role",
    "hash_password",
    "issue_codes",
    "lock_roster",
    "prove_owner",
    "redeem",
    "refuse_binding",
    "register_compound",
    "reissue_code",
    "request_binding",
    "require_recognised",
    "reset_password",
    "sign_in",
    "sign_out",
    "touch_session",
    "try_code",
    "unbind",
    "unfollow",
]
