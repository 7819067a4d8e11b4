"""How large a ballot is printed; that it stays on its sheet is tried in the browser."""

import pytest

from app.decisions.documents.ballots import SIZES, Told, size_of

ROUND = ("社区服务站一楼", "每天 9:00—17:00", "一楼大厅 1 号票箱")
USUAL = ("同意", "不同意", "弃权")


@pytest.mark.parametrize(
    ("title", "choices", "rooms", "size"),
    [
        ("换大门", USUAL, 1, 100),
        ("长" * 120, USUAL, 1, 70),
        ("换物业", ("某某物业公司，每平方米每月六角",) * 6, 1, 70),
        ("长" * 120, ("长" * 60,) * 11, 5, 45),
    ],
)
def test_a_ballot_is_as_large_as_everything_on_it_allows(
    title: str, choices: tuple[str, ...], rooms: int, size: int
) -> None:
    assert size_of(Told(title, choices, ["1号楼1单元101"] * rooms, ROUND)) == size


def test_more_on_a_ballot_never_makes_it_larger() -> None:
    sizes = [size_of(Told("长" * length, USUAL, ["1号楼1单元101"], ROUND)) for length in range(1, 121)]
    assert sizes == sorted(sizes, reverse=True)
    assert set(sizes) <= set(SIZES)
