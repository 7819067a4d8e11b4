"""Commands for operators, testers and the worker."""
