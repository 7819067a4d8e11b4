"""A resident's own data: where to see it, and agreeing anew when the notice has changed."""

from bots.desk import NOTICE_VERSION
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, picked, say


def _start(talk: Talk) -> Move:
    """Seeing, correcting and deleting is done on the page, where it can be read in peace."""
    return Move(DONE, (say("my-data", link=talk.desk.link("data")),))


def renewal_before(wish: str, talk: Talk) -> Move | None:
    """Somebody who agreed to an older notice is asked before the next thing they do here."""
    return Move("privacy.renew", memo=talk.noting(wish=wish)) if talk.desk.must_renew_consent() else None


def _ask_renewal(talk: Talk) -> Says:
    return (say("notice-renewed", link=talk.desk.link("privacy")),)


def _hear_renewal(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "notice-renewed")
    if choice == 0:
        talk.desk.consent(NOTICE_VERSION)
        return Move(talk.memo.get("wish", "home.menu"), memo=talk.noting(wish=""))
    return Unclear() if choice is None else Move(DONE, (say("renewal-refused", link=talk.desk.link("data")),))


PASSAGES = {"privacy.start": _start}
STEPS = {"privacy.renew": Step(_ask_renewal, _hear_renewal)}
