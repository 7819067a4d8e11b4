"""What owners decide in common: the matters of Civil Code art. 278 and the kinds of majority."""

from enum import StrEnum


class Matter(StrEnum):
    """What a decision is about; `elevator` is a case of `rebuild`, `public-income` one of `other`."""

    RULES_OF_PROCEDURE = "rules-of-procedure"
    COVENANT = "covenant"
    COMMITTEE_ELECTION = "committee-election"
    PROPERTY_MANAGER = "property-manager"
    USE_MAINTENANCE_FUND = "use-maintenance-fund"
    RAISE_MAINTENANCE_FUND = "raise-maintenance-fund"
    REBUILD = "rebuild"
    CHANGE_COMMON_USE = "change-common-use"
    ELEVATOR = "elevator"
    PUBLIC_INCOME = "public-income"
    OTHER = "other"
    DWELLING_TO_BUSINESS = "dwelling-to-business"


class Majority(StrEnum):
    """How many of those taking part must agree; `unanimous` is no vote at all."""

    MORE_THAN_HALF = "more-than-half"
    THREE_QUARTERS = "three-quarters"
    UNANIMOUS = "unanimous"
