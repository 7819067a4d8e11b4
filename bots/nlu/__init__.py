"""Free text to meaning: numbers, yes and no with negation, options, addresses, money, commands."""

from bots.nlu.addresses import RoomAddress, address_part, room_address
from bots.nlu.amounts import money
from bots.nlu.choices import Choice, Trouble, choose, choose_many, pick_named, rating
from bots.nlu.commands import (
    Command,
    change_of,
    closes,
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
from bots.nlu.contacts import house_code, person_name, phone
from bots.nlu.numbers import number, ordinal
from bots.nlu.polarity import Polarity, Stance, stance, yes_no, yes_no_unsure
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
    "change_of",
    "choose",
    "choose_many",
    "closes",
    "global_word",
    "goes_on",
    "greets",
    "has_none",
    "house_code",
    "keeps",
    "menu_word",
    "money",
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
    "yes_no",
    "yes_no_unsure",
]
