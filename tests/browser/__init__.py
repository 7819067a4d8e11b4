"""The product in a real browser, as residents, clerks and officials use it."""
