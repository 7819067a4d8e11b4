"""Tests of what may be published."""
