"""The pretend platform as seen from outside: its API for programs, its telephones for people."""
