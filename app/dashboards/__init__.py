"""Pages that join the rooms for each audience, and the figures kept for them."""
