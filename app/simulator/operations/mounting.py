"""Where the pretend platform may stand: anywhere but in production."""


class NotInProduction(Exception):
    """Somebody tried to mount the pretend platform on a real machine."""


def refuse_production(place: str) -> None:
    """Raise NotInProduction when the place is production, whatever its settings say."""
    if place == "production":
        raise NotInProduction("the WeChat simulator is never mounted in production")
