"""Words that work at every moment, words that open a part of the menu, words that answer for a question."""

import re
from enum import StrEnum

from bots.nlu.numbers import number
from bots.nlu.writing import bare, normalise


class Command(StrEnum):
    """A word that always works, whatever was asked."""

    MENU = "menu"
    HELP = "help"
    LEAVE = "leave"
    BACK = "back"
    AGAIN = "again"
    PERSON = "person"


ALWAYS = {
    Command.MENU: "菜单 主菜单 回菜单 返回菜单 打开菜单 menu",
    Command.HELP: "帮助 help 使用帮助 使用说明",
    Command.LEAVE: "退出 退出去 我要退出 quit exit",
    Command.BACK: "上一步 上一题 返回上一步 返回上一题 回上一题 回到上一题 回上一步 回到上一步",
    Command.AGAIN: "重来 重新来 从头来 重新开始 从头开始",
    Command.PERSON: "人工 转人工 人工服务 人工客服 转人工服务 转人工客服 我要人工 找人工 要人工 我要转人工",
}
LOOSELY = {
    Command.MENU: "目录 首页 主页 功能 有什么功能 能干什么 能干啥",
    Command.HELP: "怎么用 咋用 怎么弄 咋弄 怎么操作 不会用 不会弄 看不懂 没看懂",
    Command.LEAVE: "结束 取消 不弄了 不填了 不答了 不玩了 不投了 不想填了 不想答了 不办了 再见 拜拜 退了",
    Command.BACK: (
        "错了 选错了 按错了 点错了 打错了 填错了 输错了 我选错了 我按错了 我点错了 "
        "返回 回去 后退 前一题 上一个 上一条"
    ),
    Command.AGAIN: "重填 重新填 重答 重新答 重做 重新做 重选 从头填",
    Command.PERSON: (
        "客服 找客服 真人 找真人 找个人 找人 找工作人员 我要找人 找居委会 联系居委会 "
        "找社区 联系社区 找网格员 叫个人来"
    ),
}
LONGEST = 40  # characters looked at: a longer text is no command
POLITE = re.compile(r"^(?:请问|请|麻烦|我想|我要|帮我|给我)+|(?:一下|谢谢|吧|啊|呀|了吧)+$")

OPENERS = {
    "decide": r"表决|改票|选票|业主大会",
    "poll": r"投票|投个票|问卷|调查|参加|答题|填表|征求意见",
    "progress": r"进度|进展|进行到|到哪一?步|施工|开工|工程|动工|什么时候(?:装|修|改)",
    "bind": r"绑定|绑房|我的房|房屋码|绑一?下?房|认证|我家",
    "records": r"记录|我投的|我填的|我答的|投过|填过|我的票|回执",
    "result": r"结果|多少票|票数|统计|通过了",
    "person": r"人工|工作人员|居委会|投诉|反映",
    "privacy": r"我的资料|个人信息|个人资料|我的信息|隐私|删除(?:我的)?(?:资料|信息|账号)|注销",
}
NAMES = {
    "decide": "表决 业主表决 参加表决 我要表决 我想表决 去表决 看表决 改票 我要改票 我想改票",
    "poll": "投票 问卷 参加投票 我要投票 我想投票 填问卷 去投票",
    "progress": "进度 小区进度 看进度 查进度 进展",
    "bind": "绑定 绑定房屋 我的房屋 我要绑定 绑房",
    "records": "我的记录 记录 查记录",
    "result": "结果 投票结果 看结果 查结果",
    "privacy": "我的资料 个人资料 我的信息 个人信息 删除资料 删除我的资料 注销",
}
GO_ON = re.compile(
    r"^(?:请|我|俺|要|想)*(?:继续|接着|接着来|接着答|接着填|继续答|继续填|接着上次|继续上次)(?:的|吧|啊|呀)*$"
)
SKIP = re.compile(
    r"^(?:跳过|略过|略|跳|过|pass|skip|不答|不填|不写|不说|不想写|不想说|不用写|不知道写啥|没有了?|无|没啥说的|没什么说的|没什么要说的|下一题|下一个)(?:吧|了|啊)*$"
)
FORGET = re.compile(
    r"^(?:没有?|无|木有|没单元|没有单元|不分单元)(?:的|了|啊|呀)*$|不知道|"
    r"没有(?:手机|电话|留)|没留|不记得|忘了|忘记|记不清|换(?:号|手机)|没手机|没电话|跳过|不想(?:留|给|说)|不留|不给"
)
CHANGE = re.compile(
    r"^(?:我|俺|要|想|再|重新|修改|更改|更正|改|换|第)*(?:修改|更改|改|换)(?:一下|成|掉)*第?(?P<which>.*?)(?:题|个|条|项|吧|的|答案)*$"
)
SWITCH = re.compile(
    r"^(?:我|俺|要|想)*(?:换|切换|改)(?:一户|房|房屋|一个|户|人|一家|家|个人|身份|房子)(?:吧)*$"
)
CONFIRMS = re.compile(
    r"^(?:我|俺)*(?:是|对|没错|确认|确定|投出去|投|交|提交|嗯|好|行|可以|中|ok|yes|y)+"
    r"(?:的|了|吧|啊|呀|哦|嗯|对|投出去|提交)*$"
)
DENIES = re.compile(
    r"^(?:我|俺)*(?:不是|不对|不投|不确认|不提交|不|否|错|别|先不|先不投|重新选|重选|改|修改|换|no|n)"
    r"(?:的|了|吧|啊|呀|一下|投|选)*$"
)
THANKS = re.compile(
    r"^(?:谢谢|谢谢您|谢谢你|多谢|谢了|辛苦了|好的|好|好嘞|行|嗯|知道了|明白了|收到|不用了|不用|没事|没事了|没了|不办了)+(?:啊|呀|哈|吧)*$"
)
GREETING = re.compile(
    r"^(?:您好|你好|你们好|在吗|在不在|有人吗|早上好|上午好|下午好|晚上好|早|嗨|hi|hello|哈喽)+(?:啊|呀|了)*$"
)
AS_BEFORE = re.compile(
    r"^(?:我|还|就)*(?:不变|不改|不用改|不改了|照旧|一样|和上次一样|跟上次一样|保持不变|保持|保留|同上|还选这个)(?:了|的|吧)*$"
)


def global_word(text: str, *, strict: bool = False) -> Command | None:
    """The command a text consists of; `strict` leaves out loose phrases where free text is expected."""
    said = bare(text)[:LONGEST]
    forms = {said, POLITE.sub("", said)}
    for table in (ALWAYS,) if strict else (ALWAYS, LOOSELY):
        found = next((command for command, words in table.items() if forms & set(words.split())), None)
        if found:
            return found
    return None


def menu_word(text: str) -> str | None:
    """Which part of the menu a free sentence asks for; None when none or more than one fits."""
    said = bare(text)
    fitting = [part for part, pattern in OPENERS.items() if re.search(pattern, said)]
    if "decide" in fitting:  # a decision tells its own result and receipt
        fitting = [part for part in fitting if part not in ("poll", "result", "records")]
    closer = [part for part in fitting if part != "poll"] or fitting  # "投票结果" asks for the result
    return closer[0] if len(closer) == 1 else None


def goes_on(text: str) -> bool:
    """Does the person want to go on where they stopped?"""
    return bool(GO_ON.match(bare(text)))


def skips(text: str) -> bool:
    """Does the person want to leave this question out?"""
    return bool(SKIP.match(bare(text)))


def has_none(text: str) -> bool:
    """Does the person say that they have no such number, or will not give it?"""
    return bool(FORGET.search(bare(text)))


def change_of(text: str) -> str | None:
    """What is to be changed: "改第2题" gives "2", "修改" gives ""; None when nothing is."""
    found = CHANGE.match(bare(text))
    return found["which"] if found else None


def switches(text: str) -> bool:
    """Does the person want to speak for another home?"""
    return bool(SWITCH.match(bare(text)))


def confirms(text: str) -> bool | None:
    """Whether what was read back is right; None when it is not said plainly, or something else is said.

    Words of agreement to a matter ("同意") confirm nothing here: they may mean another choice.
    """
    said = bare(text)
    if "?" in normalise(text):
        return None
    if CONFIRMS.match(said) or number(text) == 1:
        return True
    return False if DENIES.match(said) or number(text) == 2 else None


def greets(text: str) -> bool:
    """Is this only a greeting?"""
    return bool(GREETING.match(bare(text)))


def closes(text: str) -> bool:
    """Is this only a thank-you, or "that is all"?"""
    return bool(THANKS.match(bare(text)))


def opener(text: str) -> str | None:
    """The part of the menu that a text names and does nothing else."""
    said = bare(text)
    return next((part for part, words in NAMES.items() if said in words.split()), None)


def keeps(text: str) -> bool:
    """Does the person leave an earlier answer as it was?"""
    return bool(AS_BEFORE.match(bare(text)))
