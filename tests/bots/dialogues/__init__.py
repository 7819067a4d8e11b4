"""Steps of conversations, where a transcript would not show enough."""
