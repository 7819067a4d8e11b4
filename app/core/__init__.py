"""What every room needs and what knows no resident: clock, database, files, encryption."""
