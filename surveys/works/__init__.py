"""Renovation as work: which compounds it is for, and what becomes of them."""

from surveys.works.eligibility import Built, Criterion, Judgement, Rule, State, judge, rule_at
from surveys.works.facts import Key, Said, checked
from surveys.works.standing import Assessment, Ground, Settled, Standing, Suspension, assess, stand
from surveys.works.willingness import will_from

__all__ = [
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
    "rule_at",
    "stand",
    "will_from",
]
