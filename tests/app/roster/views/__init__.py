"""Tests of the roster's views."""
