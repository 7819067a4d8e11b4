"""What leaves the house about decisions: paper, workbooks and archives."""

from app.decisions.documents.lists import decisions_workbook, heads_workbook, turnout_workbook
from app.decisions.documents.overview import overview_workbook
from app.decisions.documents.pdf import result_pdf
from app.decisions.documents.result import DRILL, WORKBOOK, Row, Stamp, result_rows, result_workbook
from app.decisions.documents.sample import SAMPLE

__all__ = [
    "DRILL",
    "SAMPLE",
    "WORKBOOK",
    "Row",
    "Stamp",
    "decisions_workbook",
    "heads_workbook",
    "overview_workbook",
    "result_pdf",
    "result_rows",
    "result_workbook",
    "turnout_workbook",
]
