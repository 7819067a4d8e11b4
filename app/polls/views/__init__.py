"""Polls on pages: one module for each kind of reader."""
