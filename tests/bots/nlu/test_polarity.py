"""Yes and no: right, or asked back; never the wrong way round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import Polarity, Stance, stance, yes_no, yes_no_unsure
from bots.nlu.polarity import has_doubt

YES = """
    同意 赞成 可以 中 行 好 要得 没意见 同意吧 俺同意 同意的 我同意加装电梯 好的好的 行行行 没啥意见
    俺没什么意见 嗯嗯 OK 是的 对对对 坚决同意 一百个同意 举双手赞成 中啊 管 成 我们全家都同意 同意！
    好的，同意 同意同意 没问题 必须同意 同意了 我还是同意 那就同意吧 支持支持 对这个方案没意见 👍
    ｔｏｎｇｙｉ 我是 好吧 行吧 可以的 改成同意 同意加裝電梯 無意見 👍🏻 确认 没错 咱同意
"""
NO = """
    不同意 我不同意 俺不同意 不赞成 不行 不中 不要 不愿意 反对 算了 拒绝 不可以 不 不不不 不行不行
    坚决反对 坚决不同意 不太同意 不能同意 不会同意 不想装 别装 甭装了 不装 不用了 不是 不对 不，我不同意
    一万个不同意 不要装电梯 算了吧 不好 不同意不同意 我家不同意 绝对不行 👎 不大愿意 还是不同意 不想
    我就是不愿意 暂不同意 反对加装 不需要 不是，我不同意 改成不同意 我们不参加 对这个方案不同意 错了 没有
    不参加 不可能 不怎么同意 no 当然不 投反对票 别同意
"""
ASKS_BACK = """
    不是不同意 同意吗？ 什么是同意 同意不 同意不同意 行不行 中不中 不同意才怪 同意才怪 同意，但是不出钱
    如果不涨价就同意 不反对 没有不同意 不能不同意 不得不同意 为什么不同意 怎么不同意 谁不同意 老婆同意
    别人都同意 不同意不行 不反对也不同意 同意还是反对 都行 随便 无所谓 看情况 再说吧 我想想 不知道
    原则上同意 好像可以 不是同意 并不反对 我不是不愿意 同意个屁 反对不同意的 我同意不装电梯 不，同意
    不一定 未必同意 同意嘛 可以吗 我能同意吗 不管 不错 好说 电梯 哈哈 你好 1 不想不装 不装不行 我不反对
    谁说我同意 说不同意 我听说都同意 不要不同意 要不同意吧 不出钱 没同意 同意否 是否同意 哦 是不同意
    我老公不同意 不投反对票 同意加装，不同意出钱 不敢说同意 不同意是不可能的 不同意就怪了 没人不同意
    没人同意 都不同意我同意 同意。。不 不是我不同意 同意，才怪 不好意思，同意 不好意思 不要紧 同不同意
    好不好啊 你同意我就同意 没说不同意 可不是 同意不了 行不通 要不得 统一 弃权
"""


@pytest.mark.parametrize("said", YES.split())
def test_agreement_is_heard(said: str) -> None:
    """Plain, dialect, emoji, full width, traditional."""
    assert yes_no(said) is Polarity.YES


@pytest.mark.parametrize("said", [*NO.split(), "不 同意", "bu tongyi"])
def test_refusal_is_heard(said: str) -> None:
    """A negated agreement is a refusal however it is put."""
    assert yes_no(said) is Polarity.NO


@pytest.mark.parametrize("said", [*ASKS_BACK.split(), "", "不是 我不同意"])
def test_what_is_not_plain_is_asked_back(said: str) -> None:
    """Questions, conditions, double negation, other people's opinions."""
    assert yes_no(said) is Polarity.UNCLEAR


@settings(deadline=None)
@given(
    st.text(alphabet="不没别未非我俺也都是", max_size=6),
    st.sampled_from(["同意", "赞成", "可以", "愿意", "支持", "行", "中"]),
)
def test_a_negated_agreement_is_never_agreement(before: str, word: str) -> None:
    """Whatever stands before it: with a negation in it, it is not yes."""
    if set(before) & set("不没别未非"):
        assert yes_no(before + word) is not Polarity.YES


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_polarity(text: str) -> None:
    """Nothing raises."""
    assert yes_no(text) in set(Polarity)
    assert stance(text) in {None, *Stance}


@pytest.mark.parametrize("said", ["说不清", "不知道", "没想好", "还没想好呢", "再想想", "看情况", "我说不准"])
def test_people_may_not_know_yet(said: str) -> None:
    """A third answer where the question has one; asked back where it has none."""
    expected = Polarity.UNCLEAR if said.endswith("呢") else Polarity.UNSURE
    assert yes_no_unsure(said) is expected
    assert yes_no(said) is Polarity.UNCLEAR


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("同意", Stance.FOR),
        ("同意出资", Stance.FOR),
        ("同意并愿意分摊", Stance.FOR),
        ("没意见", Stance.FOR),
        ("同意暂不出资", Stance.FOR_WITHOUT_PAYING),
        ("同意，暂时不出钱", Stance.FOR_WITHOUT_PAYING),
        ("同意但不出钱", Stance.FOR_WITHOUT_PAYING),
        ("同意装，不掏钱", Stance.FOR_WITHOUT_PAYING),
        ("没意见，就是没钱", Stance.FOR_WITHOUT_PAYING),
        ("同意，不同意出钱", Stance.FOR_WITHOUT_PAYING),
        ("赞成但是出不起钱", Stance.FOR_WITHOUT_PAYING),
        ("反对", Stance.AGAINST),
        ("不同意", Stance.AGAINST),
        ("我弃权", Stance.ABSTAIN),
        ("不表态", Stance.ABSTAIN),
        ("不弃权", None),
        ("不出钱", None),
        ("不同意出资", None),
        ("不是不同意", None),
        ("不出钱就同意", None),
    ],
)
def test_the_four_stands(said: str, meant: Stance | None) -> None:
    """Agreeing, paying and abstaining are kept apart."""
    assert stance(said) is meant


def test_doubt_is_seen_anywhere_in_a_sentence() -> None:
    """So that a word found in it proves nothing."""
    assert has_doubt("我可不要绿化")
    assert not has_doubt("特别想要绿化")
