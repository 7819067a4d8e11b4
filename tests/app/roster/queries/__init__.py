"""Tests of the roster's queries."""
