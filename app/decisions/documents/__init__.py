"""What leaves the house about decisions, on paper and as workbooks."""

from app.decisions.documents.lists import decisions_workbook, heads_workbook, turnout_workbook

__all__ = ["decisions_workbook", "heads_workbook", "turnout_workbook"]
