"""Renovation as work: which compounds it is for, and what becomes of them."""

from surveys.works.checklist import CHECKLIST, ITEMS, neglect_seen, sign_of
from surveys.works.eligibility import Built, Criterion, Judgement, Rule, State, judge, rule_at
from surveys.works.facts import NO_PLAN, Key, Said, checked
from surveys.works.standing import (
    Assessment,
    Ground,
    Settled,
    Standing,
    Suspension,
    assess,
    last_words,
    stand,
)
from surveys.works.willingness import will_from

__all__ = [
    "CHECKLIST",
    "ITEMS",
    "NO_PLAN",
    "Assessment",
    "Built",
    "Criterion",
    "Ground",
    "Judgement",
    "Key",
    "Rule",
    "Said",
    "Settled",
    "Standing",
    "State",
    "Suspension",
    "assess",
    "checked",
    "judge",
    "last_words",
    "neglect_seen",
    "rule_at",
    "sign_of",
    "stand",
    "will_from",
]
