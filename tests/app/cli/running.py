"""Commands as a person runs them."""

from typing import Any

from click.testing import Result
from flask import Flask


def run(app: Flask, command: Any, *arguments: object, typed: str = "") -> Result:
    """Run a command; whatever goes wrong must be a clear line and an exit code, never a traceback."""
    result = app.test_cli_runner().invoke(command, [str(one) for one in arguments], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result
