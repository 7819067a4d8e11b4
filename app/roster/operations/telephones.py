"""Whose word a telephone is: a list's or the desk's is evidence, what a resident types is not."""

from app.roster.models import Person


def put_listed(person: Person, number: str | None) -> None:
    """A workbook or the desk says so."""
    person.phone, person.is_phone_own, person.listed_phone = number, False, None


def put_own(person: Person, number: str) -> None:
    """The person says so; what the list said is kept beside it and goes on being what is compared."""
    listed = person.listed_phone if person.is_phone_own else person.phone
    if number == listed:
        put_listed(person, number)
    else:
        person.phone, person.is_phone_own, person.listed_phone = number, True, listed


def take_over(heir: Person, person: Person) -> None:
    """One entry goes on for another: name and telephone move, with whose word they are."""
    heir.name, heir.phone = person.name, person.phone
    heir.is_phone_own, heir.listed_phone = person.is_phone_own, person.listed_phone
    forget(person)


def forget(person: Person) -> None:
    """Nobody needs to know any more who this was."""
    person.name = person.phone = person.listed_phone = None
    person.is_phone_own = False


FORGOTTEN = {
    "name_sealed": None,
    "phone_sealed": None,
    "phone_index": None,
    "is_phone_own": False,
    "listed_phone_sealed": None,
    "listed_phone_index": None,
}
