"""Style sheets and scripts travel compressed, for telephones on slow networks.

Pages do not: they hold a form's secret beside words a stranger may choose, which compression would leak.
"""

import gzip

from flask import Flask, Response, request

KINDS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
LEAST_BYTES = 1024
LEVEL = 6


def init_app(app: Flask) -> None:
    """Compress static files on their way out, for browsers that say they can read it."""
    app.after_request(compress)


def compress(answer: Response) -> Response:
    """The same answer, smaller; partial, conditional and small ones stay as they are."""
    is_wanted = "gzip" in request.headers.get("Accept-Encoding", "") and answer.status_code == 200
    if request.endpoint != "static" or answer.mimetype not in KINDS or not is_wanted:
        return answer
    answer.direct_passthrough = False
    body = answer.get_data()
    if len(body) >= LEAST_BYTES:
        answer.set_data(gzip.compress(body, LEVEL, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers.add("Vary", "Accept-Encoding")
    return answer
