"""Public lists of compounds, made for tests."""

from typing import Any

from app.core.db import transaction
from app.roster import imports, operations, queries
from tests import factories as make
from tests.app.roster import workbooks

HEADINGS = (
    "小区名称",
    "地址",
    "建筑年代（原文）",
    "建成年份",
    "栋数",
    "户数",
    "建筑类型",
    "物业费用",
    "建筑面积(㎡)",
)
GOOD = ("光明里", "(东昌)光明路1号", "1995年建成", "1995", "4", "120", "板楼", "0.5元/平米/月", "10234.50")
KEYS = ("name", "address", "built", "year", "buildings", "households", "kind", "fee", "area")


def row(**changes: Any) -> list[Any]:
    """A good row with some cells changed."""
    return list((dict(zip(KEYS, GOOD, strict=True)) | changes).values())


def a_list(*rows: list[Any], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Rows as comma-separated text."""
    return workbooks.csv_of(rows, headings)


def planned(content: bytes, source: str = "portal", name: str = "list.csv") -> imports.RegistryPlan:
    """What an import into the county would do; the county is there already."""
    region = queries.find_region(make.COUNTY)
    assert region is not None
    sheet = imports.read(content, name, imports.find_registry_columns)
    return imports.plan_registry(imports.Origin(region, source), sheet, make.AT)


def imported(content: bytes, source: str = "portal", name: str = "list.csv") -> imports.RegistryPlan:
    """Import a list into the county."""
    make.a_region()
    with transaction():
        operations.lock_registry()
        plan = planned(content, source, name)
        operations.apply_registry(plan, "test:maker", make.AT)
    return plan
