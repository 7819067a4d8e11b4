"""Promises to do something later, kept in the same transaction as the act that makes them."""
