"""Paper and workbooks of the roster that leave the house."""

from app.core.documents import WORKBOOK, Stamp
from app.roster.documents.owners import OwnersStamp, owners_workbook
from app.roster.documents.registry import MOST_ROWS, RegistryStamp, registry_workbook
from app.roster.documents.rosters import BadRow, errors_workbook, rooms_workbook, template_workbook
from app.roster.documents.slips import Slip, enrolment_drawing, qr_drawing, qr_path, slip_drawing
from app.roster.documents.staff import staff_workbook

__all__ = [
    "MOST_ROWS",
    "WORKBOOK",
    "BadRow",
    "OwnersStamp",
    "RegistryStamp",
    "Slip",
    "Stamp",
    "enrolment_drawing",
    "errors_workbook",
    "owners_workbook",
    "qr_drawing",
    "qr_path",
    "registry_workbook",
    "rooms_workbook",
    "slip_drawing",
    "staff_workbook",
    "template_workbook",
]
