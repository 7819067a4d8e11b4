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


CALLED = re.compile(
    r"(?:[\u3400-\u9fff]{1,3}(?:大爷|大妈|大娘|大叔|阿姨|先生|女士|老师|师傅|奶奶|爷爷|叔叔|婶子|大姐|大哥|小姐|主任|书记)|[老小][\u3400-\u9fff])"
)
KIN = (
    r"老伴|对象|媳妇|老婆|老公|丈夫|妻子|爱人|孩子他?[爸妈]|儿子|女儿|闺女|孩子|父亲|母亲|爸爸?|妈妈?|爹|娘|"
    r"老头子?|老太太|爷爷|奶奶|岳父|岳母|公公|婆婆|哥|姐|弟|妹"
)
DEED = r"房本|房产证|产权证|不动产证|本子上|证上|户主|房主|业主|名下|名字"
DEED_OF_KIN = re.compile(rf"(?:{DEED}).*(?:{KIN})|(?:{KIN}).*(?:{DEED})")
ONLY_KIN = re.compile(rf"(?:是|我|俺|我家|俺家|的|他|她)*(?:{KIN})(?:的)?")
# things of a house: whoever reports one is not telling a name, though 楼 and 路 are surnames too
THINGS = re.compile(
    r"楼道|楼上|楼下|楼顶|楼梯|路灯|[灯门窗墙水电气管井]$|漏|坏|堵|暖气|电梯|车位|车棚|垃圾|物业|保安|消防|"
    r"下水|管道|门禁|花园|健身|监控|网线|快递"
)
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧肖尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌霍虞"
    "万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢滑裴陆荣翁荀羊惠甄曲封芮储靳井段富巫焦巴弓牧山谷车侯"
    "蓬全班仰秋仲宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从索咸赖卓蔺屠蒙池乔阴胥闻莘党翟谭贡劳姬申"
    "扶冉宰郦雍桑桂牛寿通边燕冀尚农温庄晏柴瞿阎闫充慕连茹习宦艾鱼容向古易慎戈廖终居衡步都耿满弘匡国文寇广东欧沃利"
    "越隆师巩聂晁勾敖冷訾辛阚那简饶空曾沙养鞠须丰巢关相查后荆红游竺权盖益桓公仝佟付代岳楼苟逯来亓迟冼粟商展宏初"
)  # the hundred names and what is common in Shandong beside them
PAIRED = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "令狐",
    "长孙",
    "慕容",
    "司徒",
    "夏侯",
    "端木",
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


def called_by(text: str) -> str | None:
    """What neighbours call somebody instead of a name, as in "李大爷" or "老李"; None otherwise."""
    plain = NAME_TAIL.sub("", NAME_LEADS.sub("", "".join(text.split())))
    return plain if CALLED.fullmatch(plain) else None


def is_doubtful_name(name: str) -> bool:
    """Could this be something else than a name? No known surname, or a thing of the house."""
    if not re.fullmatch(r"[\u3400-\u9fff]{2,6}", name):
        return False
    return bool(THINGS.search(name)) or not (name[0] in SURNAMES or name.startswith(PAIRED))


def names_kin_on_deed(text: str) -> bool:
    """Does the person say that the deed bears the name of one of the family, not their own?"""
    plain = "".join(normalise(text).split())
    return bool(DEED_OF_KIN.search(plain) or ONLY_KIN.fullmatch(NAME_TAIL.sub("", plain)))
