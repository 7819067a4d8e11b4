"""Who did what, when: entries nobody can change, linked into a chain anybody can check."""
