"""Telephone numbers, house codes, names."""

import pytest

from bots.nlu import called_by, house_code, is_doubtful_name, names_kin_on_deed, person_name, phone


@pytest.mark.parametrize(
    "said",
    [
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "１３８００００００００",
        "+86 138-0000-0000",
        "008613800000000",
        "我的手机号是13800000000",
        "幺三八零零零零零零零零",
    ],
)
def test_a_mobile_number_is_read(said: str) -> None:
    """With spaces, dashes, country code, full width, spoken."""
    assert phone(said) == "13800000000"


@pytest.mark.parametrize(
    "said", ["1380000000", "138000000001", "12345678901", "13800000000 13900000000", "没有", ""]
)
def test_what_is_no_single_mobile_number_is_none(said: str) -> None:
    """Too short, too long, two of them."""
    assert phone(said) is None


@pytest.mark.parametrize(
    "said", ["7K3M-9Q2X-ABCD", "7k3m9q2xabcd", "我的房屋码 7K3M 9Q2X ABCD", "7K3M—9Q2X—ABCD。"]
)
def test_a_house_code_is_read(said: str) -> None:
    """However it is grouped."""
    assert house_code(said) == "7K3M9Q2XABCD"


def test_lookalikes_in_a_code_are_read_as_digits() -> None:
    """O, I and L do not occur in codes; U does not either and has no digit."""
    assert house_code("OIL3-9Q2X-ABCD") == "01139Q2XABCD"
    assert house_code("7K3M-9Q2X-ABCU") is None


@pytest.mark.parametrize("said", ["7K3M-9Q2X-ABC", "3号楼2单元501", "13800000000", "", "7K3M-9Q2X-ABCDE"])
def test_what_is_no_code_is_none(said: str) -> None:
    """Too short, too long, an address."""
    assert house_code(said) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("王桂兰", "王桂兰"),
        ("我叫王桂兰", "王桂兰"),
        ("我是李四。", "李四"),
        ("姓名：张三", "张三"),
        ("王 桂兰", "王桂兰"),
        ("欧阳修文", "欧阳修文"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_is_read(said: str, name: str) -> None:
    """Without what stands before it."""
    assert person_name(said) == name


@pytest.mark.parametrize(
    "said", ["王", "不想说", "13800", "同意", "没错", "王大爷", "是业主", "叫啥", "好的", "", "3号楼"]
)
def test_what_is_hardly_a_name_is_none(said: str) -> None:
    """Answers to other questions, forms of address."""
    assert person_name(said) is None


@pytest.mark.parametrize(("said", "called"), [
    ("李大爷", "李大爷"), ("我是王阿姨", "王阿姨"), ("老李", "老李"), ("欧阳老师", "欧阳老师"),
    ("李建国", None), ("楼道灯", None),
])  # fmt: skip
def test_a_form_of_address_is_told_from_a_name(said: str, called: str | None) -> None:
    """Neighbours call each other so; the roster does not."""
    assert called_by(said) == called


@pytest.mark.parametrize(("name", "expected"), [
    ("楼道灯", True), ("下水堵了", True), ("昝文秀", True), ("王秀英", False), ("欧阳娜", False),
    ("楼兰", False),
    ("Li Hua", False), ("阿迪力·买买提", False), ("路小雨", False), ("李灯", True),
])  # fmt: skip
def test_what_may_be_no_name_is_doubted(name: str, expected: bool) -> None:
    """A doubted name is asked back, never refused for good."""
    assert is_doubtful_name(name) is expected


@pytest.mark.parametrize(("said", "expected"), [
    ("房本上是我老伴的名字", True), ("户主是我儿子", True), ("我老伴", True), ("老伴的名字", True),
    ("是我媳妇的", True),
    ("我的名字", False), ("王秀英", False), ("房产证上是我", False), ("李娘娘", False),
])  # fmt: skip
def test_a_deed_in_the_name_of_the_family_is_heard(said: str, expected: bool) -> None:
    """Not so a name that begins like kin."""
    assert names_kin_on_deed(said) is expected
