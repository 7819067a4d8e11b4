"""Who may give or end which role over which area; nothing here asks the database."""

from collections.abc import Sequence

from app.core.actors import Actor, Grant

GRANTING_ROLES = ("admin", "city", "county", "street")
BENEATH = {
    "city": ("county", "liaison"),
    "county": ("street", "contractor", "supervisor", "liaison"),
    "street": ("community", "committee", "clerk", "contractor", "supervisor", "resident-supervisor"),
}
LEVELS = {  # how high an area a role is held over
    "admin": ("city", "county"),
    "city": ("city",),
    "county": ("county",),
    "street": ("street",),
    "community": ("community",),
    "committee": ("community", "compound"),
    "clerk": ("community", "compound"),
    "auditor": ("city", "county"),
    "contractor": ("county", "street", "community", "compound"),
    "supervisor": ("county", "street", "community", "compound"),
    "liaison": ("city", "county"),
    "resident-supervisor": ("community", "compound"),
}


def may_grant(actor: Actor, wanted: Grant) -> bool:
    """An administrator every role within the area; an official the roles beneath their own."""
    return any(
        held.covers(wanted.path) and (held.role == "admin" or wanted.role in BENEATH.get(held.role, ()))
        for held in actor.grants
    )


def may_manage(actor: Actor, held: Sequence[Grant]) -> bool:
    """Whether an account with these roles is this actor's to look after; without any, an administrator's."""
    if not held:
        return bool(actor.paths("admin"))
    return all(may_grant(actor, grant) for grant in held)


def roles_for(actor: Actor) -> tuple[str, ...]:
    """The roles this actor may propose somewhere, in the order of the house."""
    roles = {held.role for held in actor.grants}
    if "admin" in roles:
        return tuple(LEVELS)
    offered = {role for own in roles for role in BENEATH.get(own, ())}
    return tuple(role for role in LEVELS if role in offered)


def paths_above_in(path: str) -> list[str]:
    """The area itself and every one it lies in, from the city down."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
