"""Decisions for everybody: the announced text, turnout, results, receipts, and a check of any notice."""

from app.decisions.views.public import announced, checking, papers, receipts
from app.decisions.views.public.blueprint import bp

__all__ = ["announced", "bp", "checking", "papers", "receipts"]
