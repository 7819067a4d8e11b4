"""Polls put to residents: questions, answers kept one a home or person, honest results."""
