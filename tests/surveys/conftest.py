"""How properties of the rules are tried: the same examples every time, however slow the machine is."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, derandomize=True)
settings.load_profile("rules")
