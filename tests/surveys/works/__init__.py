"""Tests of what renovation is for and what it does."""
