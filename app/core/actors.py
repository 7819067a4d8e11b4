"""Who is acting, and over which part of the city."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """A role over an area; `path` is dotted from the city down, e.g. `371500.371502.C0001`.

    A liaison holds it for the organisation with this id.
    """

    role: str
    path: str
    organisation_id: int | None = None

    def covers(self, path: str) -> bool:
        """The area itself and everything below it."""
        return path == self.path or path.startswith(self.path + ".")


@dataclass(frozen=True)
class Actor:
    """A person or the system itself, as the audit log names it."""

    kind: str
    key: str
    name: str = ""
    grants: tuple[Grant, ...] = ()
    has_first_password: bool = False  # somebody else knows it: nothing opens before it is changed

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    def may(self, role: str, path: str) -> bool:
        """Whether one of the grants gives this role over this place."""
        return any(grant.role == role and grant.covers(path) for grant in self.grants)

    def paths(self, *roles: str) -> tuple[str, ...]:
        """The areas held under any of these roles: what a list must be filtered by."""
        return tuple(sorted({grant.path for grant in self.grants if grant.role in roles}))


SYSTEM = Actor("system", "worker")
