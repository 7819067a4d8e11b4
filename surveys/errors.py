"""The one way to say no: a rule's code and the facts that fill its sentence."""


class Refusal(Exception):
    """A rule forbids what was asked. `code` names the rule (kebab-case); `facts` fill its sentence.

    It carries no sentence itself: `app/web/errors.py` and `bots/engine.py` turn it into words.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class Invalid(Refusal):
    """What was given cannot be right, whoever gives it (HTTP 422)."""


class Forbidden(Refusal):
    """Right perhaps, but not for this person (HTTP 403)."""


class Missing(Refusal):
    """There is nothing there, or nothing this person may know of (HTTP 404)."""
