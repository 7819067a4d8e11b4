"""Owner decisions with legal effect: from the notice to a result that anybody can recount."""
