"""Who is reached how: notices, the ladder they climb down, and what really arrived."""
