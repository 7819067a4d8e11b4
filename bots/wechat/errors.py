"""The ways in which WeChat's side of the wire can go wrong.

Every `code` and `reason` is a fixed word of ours or WeChat's number, never text from outside:
it can be logged and counted without showing a person's data or a secret.
"""


class Rejected(Exception):
    """A message from outside is not accepted; the web answers `status` with an empty body."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.status} {self.reason}"


def forged(reason: str) -> Rejected:
    """Who sent this cannot be proved, or this account does not take it so: 403."""
    return Rejected(403, reason)


def malformed(reason: str) -> Rejected:
    """Whoever sent it, it is no message: 400."""
    return Rejected(400, reason)


class ApiError(Exception):
    """WeChat's API did not do what was asked. `errcode` is its number, 0 when it gave none."""

    def __init__(self, code: str, *, errcode: int = 0, wait_s: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.errcode = errcode
        self.wait_s = wait_s

    def __str__(self) -> str:
        return f"{self.code} ({self.errcode})" if self.errcode else self.code


class Transient(ApiError):
    """Nothing is wrong with the request: try again, not before `wait_s` seconds have passed."""


class Refused(ApiError):
    """This person cannot be reached this way now; another channel may still reach them."""


class Misconfigured(ApiError):
    """No retry can help: somebody has to correct the account, a template or this program."""


class Restart(ApiError):
    """The sign-in code is used up or unknown: send the visitor to WeChat once more."""
