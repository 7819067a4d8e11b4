"""Style sheets travel compressed; pages, which hold secrets, never do."""

import gzip

from flask.testing import FlaskClient


def test_a_style_sheet_is_compressed_for_who_can_read_it(client: FlaskClient) -> None:
    with client.get("/static/css/components.css") as plain:
        whole = plain.data
    with client.get("/static/css/components.css", headers={"Accept-Encoding": "gzip, br"}) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == whole
        assert len(small.data) * 2 < len(whole)


def test_a_page_is_never_compressed(client: FlaskClient) -> None:
    page = client.get("/staff/sign-in", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers
