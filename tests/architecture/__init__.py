"""Architecture tests: every rule of the house, read from the source and never by importing it."""
