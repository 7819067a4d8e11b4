"""Tests of the ready-made questionnaires."""
