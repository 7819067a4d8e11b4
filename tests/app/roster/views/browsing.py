"""Looking at a page as somebody, and finding it sound."""

from flask.testing import FlaskClient

from tests.pages import check_page


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    """The page, which has been checked."""
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    check_page(answer.text, url)
    return answer.text
