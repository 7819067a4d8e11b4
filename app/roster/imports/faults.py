"""What is wrong with a cell and how to mend it, in the clerk's words, for page and sheet of errors."""

from app.roster.imports.rows import CellError

_WHAT = {
    "building-missing": "没写楼栋", "building-malformed": "楼栋名太长，认不出来",
    "unit-missing": "没写单元", "unit-malformed": "单元名太长，认不出来",
    "room-missing": "没写房号", "room-malformed": "房号认不出来，或者和楼栋、单元对不上",
    "address-missing": "没写房屋地址", "address-malformed": "地址里认不出楼栋、单元和房号",
    "address-differs": "地址和这一行写的楼栋或单元对不上",
    "room-repeated": "这套房前面已经有一行了", "room-facts-differ": "和这套房前面一行写的不一样",
    "floor-missing": "没写楼层，房号也推算不出", "floor-malformed": "楼层要写数字",
    "floor-differs-from-number": "楼层和房号对不上，按楼层记",
    "owner-missing": "没写业主姓名", "name-malformed": "姓名太长或有怪字符",
    "several-owners-in-one-cell": "一格里有几个人",
    "several-owners-not-marked": "这套房有两位业主，没写明是共有",
    "phone-malformed": "号码不对：手机 11 位，座机要带区号", "phone-without-owner": "有号码没有姓名",
    "area-missing": "没写面积", "area-not-a-number": "面积不是一个数字", "area-not-positive": "面积要大于 0",
    "area-too-precise": "面积最多两位小数", "area-too-large": "面积太大，请核对",
    "area-source-weaker": "名册里的面积来源更好，这一格没有用上",
    "area-source-missing": "没写面积来源", "area-source-unknown": "面积来源认不出来",
    "cell-is-a-formula": "这一格是公式，没有结果", "cell-is-an-error": "这一格的公式算错了",
    "cell-is-a-date": "被表格软件变成了日期",
}  # fmt: skip
_CURE = {
    "building-missing": "写上楼栋，例如 3号楼", "unit-missing": "写上单元；只有一个单元的写 1单元",
    "room-missing": "写上房号，例如 501", "room-malformed": "只写房号，例如 501",
    "building-malformed": "写成 3号楼 这样", "unit-malformed": "写成 1单元 这样",
    "address-missing": "写成 3号楼1单元502室 或 3-1-502",
    "address-malformed": "写成 3号楼1单元502室 或 3-1-502",
    "address-differs": "照实改成一样",
    "room-repeated": "留一行，另一行清空或删掉", "room-facts-differ": "两行写成一样",
    "floor-missing": "写上楼层，例如 5", "floor-malformed": "写成 5 这样的数字",
    "name-malformed": "写成一位业主的姓名",
    "several-owners-in-one-cell": "一行写一位，姓名后加（共有）",
    "several-owners-not-marked": "是共有的，姓名后加（共有）；不是的，删掉一行",
    "phone-malformed": "照原件重填；没有就空着", "phone-without-owner": "补上业主姓名，或者清空号码",
    "area-not-a-number": "只写数字，不带单位", "area-not-positive": "照房产证重填；没有就空着",
    "area-too-precise": "保留两位小数", "area-too-large": "照房产证重填",
    "area-source-weaker": "原来的真弄错了，到这一户的「产权与投票权」里更正",
    "area-source-unknown": "写 不动产登记簿、实测 或 合同",
    "cell-is-a-formula": "把公式换成结果（复制，选择性粘贴为数值）",
    "cell-is-an-error": "改成正确的内容；不知道就空着",
    "cell-is-a-date": "先把这一格设成文本，再重写",
}  # fmt: skip
_CUT = "表格软件把号码变成了科学计数，后几位已经丢了。照原件重填"


def what_is_wrong(fault: CellError) -> str:
    """One short sentence on the cell; the row it clashes with, where there is one."""
    words = _WHAT.get(fault.code, "请核对这一格")
    return f"{words}（第 {fault.other_row} 行）" if fault.other_row else words


def how_to_mend(fault: CellError) -> str:
    """What to write: the very words where they are known, else what kind of words."""
    if fault.suggestion:
        return f"写成 {fault.suggestion}"
    if fault.code == "phone-malformed" and "E+" in fault.value.upper():
        return _CUT
    return _CURE.get(fault.code, "")
