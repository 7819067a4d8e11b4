"""Tests of the roster's operations."""
