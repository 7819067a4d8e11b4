"""Peer (a): says back what it hears, and keeps nothing."""

from flask import Flask

from benchmarks.peers.door import application


def create_app() -> Flask:
    """The echo."""
    return application(lambda message: str(message.content))
