"""The front door: audiences and their guards, sign-in, errors, health."""
