"""Staff and their roles as a workbook, for the quarterly look."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.core import clock
from app.core.documents import Column, Listing, Stamp, workbook_of
from app.roster.queries.colleagues import EXPIRES_WITHIN, Colleague, RoleRow

STAFF_TITLE, STAFF_SHEET = "角色和账号季度报告", "角色和账号"
STAFF_HEADS = (
    "姓名", "用户名", "角色", "范围", "单位", "开始", "到期", "90 天内到期", "最近使用",
    "90 天没用", "二次验证", "已停用",
)  # fmt: skip
STAFF_WIDTHS = (10, 16, 12, 20, 24, 12, 12, 10, 12, 10, 10, 12)
ROLE_WORDS = {
    "admin": "管理员", "city": "市级", "county": "县级", "street": "街道", "community": "社区",
    "committee": "居委会", "clerk": "经办人", "auditor": "审计", "contractor": "施工单位",
    "supervisor": "监理",
    "liaison": "联络员", "resident-supervisor": "义务监督员",
}  # fmt: skip


def staff_workbook(people: Sequence[Colleague], places: Mapping[str, str], stamp: Stamp) -> bytes:
    """The quarterly report of roles on A4: what runs out, what nobody uses."""
    lines = [line for one in people for line in _staff_lines(one, places, stamp.at)]
    columns = [Column(*pair) for pair in zip(STAFF_HEADS, STAFF_WIDTHS, strict=True)]
    total = _staff_total(people, lines, stamp.at)
    return workbook_of(Listing(STAFF_TITLE, columns, lines, total, sheet=STAFF_SHEET), stamp)


def _staff_lines(one: Colleague, places: Mapping[str, str], at: datetime) -> list[list[str]]:
    """A line for each role held now, or one for an account without any."""
    held = [role for role in one.roles if role.is_held(at)]
    used = f"{clock.local(one.last_seen_at):%Y-%m-%d}" if one.last_seen_at else "没用过"
    disabled = f"{clock.local(one.disabled_at):%Y-%m-%d}" if one.disabled_at else ""
    last = [used, "是" if one.is_unused(at) else "", "有" if one.has_factor else "", disabled]
    if not held:
        return [[one.name, one.username, "没有角色", "", "", "", "", "", *last]]
    return [[one.name, one.username, *_role_cells(role, places, at), *last] for role in held]


def _role_cells(role: RoleRow, places: Mapping[str, str], at: datetime) -> list[str]:
    is_soon = role.ends_at is not None and role.ends_at - at <= EXPIRES_WITHIN
    return [
        ROLE_WORDS[role.title],
        places.get(role.path, role.path),
        role.unit_name or "",
        f"{clock.local(role.begins_at):%Y-%m-%d}",
        f"{clock.local(role.ends_at):%Y-%m-%d}" if role.ends_at else "不限期",
        "是" if is_soon else "",
    ]


def _staff_total(people: Sequence[Colleague], lines: Sequence[Sequence[str]], at: datetime) -> list[str]:
    unused = sum(one.is_unused(at) for one in people)
    soon = sum(line[7] == "是" for line in lines)
    disabled = sum(one.disabled_at is not None for one in people)
    return [
        "合计",
        f"{len(people)} 个账号",
        *[""] * 5,
        f"{soon} 项",
        "",
        f"{unused} 个",
        "",
        f"{disabled} 个",
    ]
