"""Planted violations and their lawful twins, one module for each chapter of rules."""
