"""The rules: pure Python that would still be true on paper."""
