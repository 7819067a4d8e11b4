"""What each audience sees of the roster."""
