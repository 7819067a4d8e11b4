"""Encrypted backups of a whole place, and bringing one back."""
