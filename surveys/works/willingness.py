"""What a survey of the residents says of their will to renovate."""

from surveys.errors import Invalid
from surveys.works.facts import Value

STRONG_OF, STRONG_IN = 2, 3  # of every three homes that answered, two want it


def will_from(answered: int, agreed: int) -> Value:
    """The will found by a survey: strong when at least two thirds of the homes that answered want it.

    The plan of 2020 asks for a strong will of the residents and names no share; two thirds is our reading,
    said in `docs/law.md`; whoever keeps the registry may settle otherwise. Raises `fact-value-wrong`.
    """
    if not 0 <= agreed <= answered or answered == 0:
        raise Invalid("fact-value-wrong", fact="residents-want-it")
    return {"yes": STRONG_IN * agreed >= STRONG_OF * answered, "answered": answered, "agreed": agreed}
