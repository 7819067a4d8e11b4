"""Tests of the count of owner decisions."""
