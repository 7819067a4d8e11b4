"""The rules of the house, one module for each chapter."""
