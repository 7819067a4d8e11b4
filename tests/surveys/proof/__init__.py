"""Tests of canonical bytes, the chain and the numbers people type."""
