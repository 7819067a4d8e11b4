"""Paper and workbooks that leave the house."""

import io

import openpyxl

from app.roster import documents, imports
from app.roster.imports.columns import HEADINGS, SHARED


def test_the_template_has_the_headings_an_example_and_a_choice() -> None:
    content = documents.template_workbook()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert tuple(cell.value for cell in sheet[1]) == (*HEADINGS, SHARED)
    assert sheet["E2"].value.startswith("示例")
    choice, shared = sheet.data_validations.dataValidation
    assert shared.formula1 == '"是"'
    assert choice.formula1 == '"不动产登记簿,实测,合同"'
    assert [line.row for line in imports.read(content, "template.xlsx").lines] == [2]


def test_a_slip_escapes_what_it_is_given() -> None:
    slip = documents.Slip(
        "<向阳>&小区", "3号楼2单元", "501", "AAAA-BBBB-CCCC", address="http://x/", telephone="1"
    )
    drawing = str(documents.slip_drawing(slip))
    assert "&lt;向阳&gt;&amp;小区" in drawing
    assert "<向阳>" not in drawing


def test_a_long_name_is_set_smaller_so_that_it_fits() -> None:
    def size_of(name: str) -> str:
        slip = documents.Slip(name, "3号楼2单元", "501", "code", address="http://x/", telephone="1")
        return str(documents.slip_drawing(slip)).split('y="14" font-size="')[1].split('"')[0]

    assert size_of("向阳小区") == "5.4"
    assert size_of("聊建集团第五分公司家属院东区") == "3.7"


def test_a_qr_code_is_one_path_with_a_quiet_zone() -> None:
    path, width = documents.qr_path("http://127.0.0.1:8000/my/bind?code=AAAA-BBBB-CCCC")
    assert width > 29
    assert path.startswith("M4 4h7v1h-7z")
    assert "<title>3号楼2单元</title>" in documents.qr_drawing("x", "3号楼2单元")
