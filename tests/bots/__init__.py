"""The voice: what people say, what they are answered."""
