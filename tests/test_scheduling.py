"""Files stay together, each on one database; the browser is one piece."""

import pytest

from tests.scheduling import engine_of, scope_of


@pytest.mark.parametrize(
    ("nodeid", "database", "scope"),
    [
        ("tests/app/test_a.py::test_it[sqlite]", "sqlite", "tests/app/test_a.py sqlite"),
        ("tests/app/test_a.py::test_it[postgresql-2-x]", "postgresql", "tests/app/test_a.py postgresql"),
        ("tests/app/test_a.py::test_it", "", "tests/app/test_a.py"),
        ("tests/browser/test_b.py::test_it[chromium]", "", "tests/browser/"),
    ],
)
def test_a_test_belongs_to_its_file_and_database(nodeid: str, database: str, scope: str) -> None:
    assert (engine_of(nodeid), scope_of(nodeid)) == (database, scope)
