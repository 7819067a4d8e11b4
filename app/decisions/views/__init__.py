"""Pages about owner decisions, one module for each audience."""
