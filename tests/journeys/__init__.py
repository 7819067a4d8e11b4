"""Whole stories through the house: several rooms, several people, one process."""
