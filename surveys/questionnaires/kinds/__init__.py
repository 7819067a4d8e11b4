"""The rules of each kind of question, one class a kind."""
