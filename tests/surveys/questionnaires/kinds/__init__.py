"""Tests of each kind of question."""
