"""Pages of staff about themselves."""
