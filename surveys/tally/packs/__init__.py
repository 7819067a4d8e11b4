"""Rule packs: what a law or an ordinance says about owner decisions, as dated data with its article."""

from surveys.tally.packs.loading import all_packs, get_pack, pack_at
from surveys.tally.packs.pack import MatterRule, Rule, RulePack

__all__ = ["MatterRule", "Rule", "RulePack", "all_packs", "get_pack", "pack_at"]
