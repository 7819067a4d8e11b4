"""Tests of who counts."""
