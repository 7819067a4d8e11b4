"""Tests of questionnaires and their kinds of question."""
