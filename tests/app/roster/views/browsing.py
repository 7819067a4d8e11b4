"""Looking at a page as somebody, and finding it sound."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import check_page


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    """The page, which has been checked."""
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    check_page(answer.text, url)
    return answer.text


def confirmed(client: FlaskClient, base: str, **answers: str) -> TestResponse:
    """Agree to what the preview of an import shows."""
    shown = re.search(r'name="digest" value="([0-9a-f]+)"', client.get(f"{base}/import/preview").text)
    data = {"digest": shown[1] if shown else ""} | answers
    return client.post(f"{base}/import/confirm", data=data)
