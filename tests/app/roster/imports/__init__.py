"""Tests of the roster's imports."""
