"""Free text to meaning: numbers, yes and no with negation, options, addresses, money, commands."""

from bots.nlu.addresses import RoomAddress, address_part, room_address
from bots.nlu.amounts import money
from bots.nlu.choices import Choice, Trouble, choose, choose_many, pick_named, rating
from bots.nlu.commands import (
    Command,
    change_of,
    closes,
    confirms,
    global_word,
    goes_on,
    greets,
    has_none,
    keeps,
    menu_word,
    opener,
    skips,
    switches,
)
from bots.nlu.contacts import (
    called_by,
    house_code,
    is_doubtful_name,
    names_kin_on_deed,
    person_name,
    phone,
)
from bots.nlu.numbers import number, ordinal
from bots.nlu.polarity import Polarity, Stance, stance, takes_side, yes_no, yes_no_unsure
from bots.nlu.writing import bare, normalise

__all__ = [
    "Choice",
    "Command",
    "Polarity",
    "RoomAddress",
    "Stance",
    "Trouble",
    "address_part",
    "bare",
    "called_by",
    "change_of",
    "choose",
    "choose_many",
    "closes",
    "confirms",
    "global_word",
    "goes_on",
    "greets",
    "has_none",
    "house_code",
    "is_doubtful_name",
    "keeps",
    "menu_word",
    "money",
    "names_kin_on_deed",
    "normalise",
    "number",
    "opener",
    "ordinal",
    "person_name",
    "phone",
    "pick_named",
    "rating",
    "room_address",
    "skips",
    "stance",
    "switches",
    "takes_side",
    "yes_no",
    "yes_no_unsure",
]
