"""The words that carry agreement, refusal and doubt, sorted by what they do to a sentence."""

import re
from enum import Enum
from functools import cache


class Role(Enum):
    """What a word does to the polarity of the clause it stands in."""

    YES = "yes"
    NO = "no"
    NOT = "not"  # turns a following yes or deed into no
    TWIST = "twist"  # "it is not that", "cannot but": with anything beside it nobody can be sure
    ABSTAIN = "abstain"
    UNSURE = "unsure"
    DOUBT = "doubt"  # conditions, hedges, reported speech
    BUT = "but"
    ASKS = "asks"
    PAY = "pay"
    BROKE = "broke"
    DEED = "deed"
    FILLER = "filler"
    BREAK = "break"
    UNKNOWN = "unknown"


WORDS: dict[Role, str] = {
    Role.YES: """
        同意 赞成 赞同 支持 拥护 认可 接受 答应 愿意 乐意 情愿 可以 可 行 中 好 成 管 要得 使得 对 对头 是
        能 嗯 恩 要 需要 确认 确定 提交 没意见 没有意见 无意见 没啥意见 没有啥意见 没什么意见 没有什么意见
        没任何意见 没有任何意见 木意见 冇意见 没问题 没有问题 无异议 没异议 没有异议 没错 没有错 没毛病
        同意票 赞成票 ok okay yes y tongyi 👍 👌 🆗 [ok] [强] [好的]
        """,
    Role.NO: """
        不同意 不赞成 不赞同 不支持 不拥护 不认可 不接受 不答应 不愿意 不愿 不乐意 不情愿 不可以 不可 不行
        不中 不好 不成 不要得 不使得 不对 不确认 不提交 反对 拒绝 抵制 算了 免了 拉倒 免谈 没门 休想 错
        不干 否决 反对票 不同意票 no nope n butongyi 👎 [弱] 不同意见
        """,
    Role.NOT: """
        不 别 甭 不太 不大 不怎么 不咋 不很 不能 不会 不想 不敢 不可能 绝不 决不 绝对不 坚决不 暂不 暂时不
        先不 现在不 目前不 不再 不打算 不准备 没法 无法 不肯 不应该 不该 不用 不必 不需要 不要 拿不出
        出不起 暂缓 勿 莫 无 拒 反 除 除了 除去
        """,
    Role.TWIST: """
        不是 不是说 并不是 并非 并不 并没有 没有 没 没有说 未 未必 不见得 不得不 不能不 不会不 不可不 不得
        莫不 无不 岂不 何不 非 不是不 谁不 不说 不敢说 不能说 没说
        """,
    Role.ABSTAIN: "弃权 弃票 弃权票 放弃投票 不表态 不发表意见 保持中立 中立",
    Role.UNSURE: """
        不知道 不清楚 不太清楚 不确定 不太确定 说不准 说不清 说不好 不好说 不好讲 没想好 还没想好 没想清楚
        没考虑好 还没考虑好 拿不准 拿不定主意 没主意 没有主意 不了解 不太了解 不懂 不明白 再想想 想想
        想一想 考虑考虑 考虑一下 再考虑 再考虑考虑 再看看 看看再说 看情况 再说 再说吧 不晓得 弄不清 没决定
        还没定 没定 以后再说 到时候再说 不太懂 不太明白
        """,
    Role.DOUBT: """
        除非 如果 要是 假如 若是 的话 才 只要 前提 等 先 暂时 基本 基本上 原则上 大致 部分 一半 好像 似乎
        可能 也许 大概 应该 或许 估计 恐怕 商量 研究 听大家 随大流 随便 都行 都可以 都中 都好 都成
        怎么都行 怎么都可以 无所谓 没所谓 不要紧 不一定 要不 要么 勉强 不反对 虽然 可惜 不管 不论 不错
        差不多 一般 还行 还可以 还好 凑合 没同意 说 让 叫 听说 即使 就算 就怕 只怕 以为 本来 原来 之前
        以前 曾经 差点 意见 有意见 对方 对面 好多 好几 好久 行动 行李 中间 中午 成本 成为 是非 能力 能源
        想法 要求 好处 好坏
        """,
    Role.BUT: "但 但是 可是 不过 只是 然而",
    Role.ASKS: """
        吗 么 嘛 呢 ? 什么 啥 咋 怎么 为什么 为啥 谁 哪 哪个 哪里 几 多少 如何 是否 能否 可否 否 何 难道
        岂 凭啥 凭什么 怎样 咋样 有没有 是不是
        """,
    Role.PAY: "出资 出钱 交钱 掏钱 拿钱 付钱 付款 交费 缴费 花钱 集资 分摊 摊钱 凑钱 垫钱 捐款 认捐",
    Role.BROKE: "没钱 没有钱 没闲钱 手头紧 拿不出钱 出不起钱 钱不够",
    Role.DEED: """
        装 安装 加装 增设 修 改造 安 加 做 办 搞 弄 建 拆 参加 参与 报名 投 选 选择 交 改 换 去 来 答 填
        用 开工 动工 施工 改成 改为
        """,
    Role.FILLER: """
        我 俺 咱 咱们 我们 俺们 本人 本户 我家 俺家 咱家 我们家 俺们家 咱们家 全家 一家 一家人 家里 业主
        户主 都 也 就 还是 那 那就 就是 还 这 这个 该 此 的 了 啊 呀 吧 哦 噢 哈 哈哈 哟 呗 嘞 喽 咯 啦 哩
        哎 唉 嗨 诶 坚决 绝对 完全 非常 十分 特别 很 挺 太 举双手 双手 一致 强烈 肯定 一定 当然 必须 真的
        真 确实 现在 已经 表示 请 谢谢 辛苦了 您好 你好 对于 对此 对这 对这个 对这件 关于 表个态 一百个
        一万个 一百二十个 一千个 一票 票 想 并 并且 且 和 反正 这事 这件事 此事 这事儿 事 事儿 事情 件
        电梯 装电梯的 小区 老旧小区 楼 楼道 楼上 我们楼 咱楼 我们小区 咱小区 方案 这个方案 该方案 本方案
        项目 工程 旧改 本次 此次 这次 提案 建议 外墙 保温 充电桩 停车位 绿化 管网 [微笑] [玫瑰] [抱拳]
        [握手] [鼓掌]
        """,
}
BREAKS = re.compile(r"[,，.。;；!！、:：…~～\-_\"'“”‘’()（）\[\]]")
LONGEST_WORD = max(len(word) for words in WORDS.values() for word in words.split())


@cache
def lexicon() -> dict[str, Role]:
    """Every known word with its role."""
    return {word: role for role, words in WORDS.items() for word in words.split()}


def words_in(text: str) -> list[tuple[str, Role]]:
    """Cut normalised text into known words, longest first; spaces do not separate, punctuation does."""
    known = lexicon()
    text = text.replace(" ", "")
    found: list[tuple[str, Role]] = []
    at = 0
    while at < len(text):
        word = next(
            (text[at : at + size] for size in range(LONGEST_WORD, 0, -1) if text[at : at + size] in known), ""
        )
        if word:
            found.append((word, known[word]))
        else:
            word = text[at]
            found.append((word, Role.BREAK if BREAKS.match(word) else Role.UNKNOWN))
        at += len(word)
    return found
