"""A made-up city to try everything in; deterministic, and never in production."""
