"""Who counts: the scope of a question and the people in it."""
