"""Pages of staff about themselves: accounts, roles, member units, what auditors read."""
