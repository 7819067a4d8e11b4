"""What identifies a person or a home: names, telephone numbers, house codes."""

import re

from bots.nlu.numbers import DIGITS
from bots.nlu.polarity import Polarity, yes_no
from bots.nlu.writing import normalise

MOBILE = re.compile(r"(?<!\d)(?:\+?0{0,2}86)?(1[3-9]\d{9})(?!\d)")
CODE = re.compile(r"(?<![0-9a-z])([0-9a-z](?:[\s\-_.·]*[0-9a-z]){11})(?![0-9a-z])")
CROCKFORD = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
LOOKALIKES = str.maketrans("OIL", "011")

NAME_LEADS = re.compile(
    r"^(?:我叫|俺叫|我的名字是|我名字叫|我姓名是|我是|俺是|本人是|本人|姓名|名字|叫|是|[:：,，.。\s])+"
)
BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
NAME_TAIL = re.compile(r"[,，.。!！~\s]*$")
NAME = re.compile(
    r"[\u3400-\u9fff]{1,4}(?:[·•.][\u3400-\u9fff]{1,10}){0,3}|[\u3400-\u9fff]{2,6}|[a-z][a-z .'-]{1,29}"
)
NOT_A_NAME = re.compile(
    r"[不没吗呢吧啥啊呃哦嗯唉哎哈呀嘿]|同意|可以|了$|是的|对的|好的|没有|什么|业主|房东|租户|小区|号楼|单元|电梯|投票|菜单|问卷|为啥|干嘛|谢谢|你好|您好|知道|先生$|女士$|大爷$|大妈$|阿姨$"
)


def phone(text: str) -> str | None:
    """The one mobile number in a text: 11 digits with any spaces, dashes, +86, also spoken digit by digit."""
    plain = re.sub(r"[\s\-.()·]", "", normalise(text))
    plain = "".join(str(DIGITS[mark]) if mark in DIGITS and mark != "两" else mark for mark in plain)
    found = set(MOBILE.findall(plain))
    return found.pop() if len(found) == 1 else None


def house_code(text: str) -> str | None:
    """Twelve Crockford characters, however grouped; O, I and L are read as 0 and 1. None without one."""
    found = CODE.search(normalise(text))
    if not found:
        return None
    code = re.sub(r"[^0-9A-Z]", "", found[1].upper()).translate(LOOKALIKES)
    return code if set(code) <= CROCKFORD else None


def person_name(text: str) -> str | None:
    """A person's name without "我叫" before it; None when it can hardly be a name."""
    plain = NAME_TAIL.sub("", NAME_LEADS.sub("", BETWEEN_HAN.sub("", " ".join(text.split()))))
    folded = normalise(plain)
    if yes_no(folded) is not Polarity.UNCLEAR:
        return None
    is_name = NAME.fullmatch(folded) and len(plain.replace(" ", "")) > 1 and not NOT_A_NAME.search(folded)
    return plain if is_name and len(plain) <= 30 else None
