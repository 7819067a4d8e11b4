"""Every transcript goes today as it is written."""

from pathlib import Path

import pytest

from tests.bots.replay import FOLDER, replay

TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_transcript_goes_as_written(path: Path) -> None:
    """The `>` lines are replayed and the file comes back."""
    lines = path.read_text("utf-8").splitlines()
    assert replay(lines) == lines


def test_there_are_transcripts() -> None:
    """Of every dialogue."""
    assert len(TRANSCRIPTS) >= 25
