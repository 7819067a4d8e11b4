"""Paper and workbooks of the roster that leave the house."""

from app.core.documents import MOST_ROWS, WORKBOOK, Stamp, as_download
from app.roster.documents.desk import alike_workbook, claims_workbook, corrections_workbook
from app.roster.documents.oversight import (
    log_workbook,
    messages_workbook,
    proposals_workbook,
    reveals_workbook,
)
from app.roster.documents.owners import OwnersStamp, owners_workbook
from app.roster.documents.places import (
    completeness_workbook,
    compounds_workbook,
    homes_workbook,
    imports_workbook,
)
from app.roster.documents.registry import RegistryStamp, registry_workbook
from app.roster.documents.rosters import BadRow, errors_workbook, rooms_workbook, template_workbook
from app.roster.documents.slips import Slip, enrolment_drawing, qr_drawing, qr_path, slip_drawing
from app.roster.documents.staff import staff_workbook
from app.roster.documents.surveying import (
    findings_workbook,
    groups_workbook,
    sheet_workbook,
    spare_workbook,
)

__all__ = [
    "MOST_ROWS",
    "WORKBOOK",
    "BadRow",
    "OwnersStamp",
    "RegistryStamp",
    "Slip",
    "Stamp",
    "alike_workbook",
    "as_download",
    "claims_workbook",
    "completeness_workbook",
    "compounds_workbook",
    "corrections_workbook",
    "enrolment_drawing",
    "errors_workbook",
    "findings_workbook",
    "groups_workbook",
    "homes_workbook",
    "imports_workbook",
    "log_workbook",
    "messages_workbook",
    "owners_workbook",
    "proposals_workbook",
    "qr_drawing",
    "qr_path",
    "registry_workbook",
    "reveals_workbook",
    "rooms_workbook",
    "sheet_workbook",
    "slip_drawing",
    "spare_workbook",
    "staff_workbook",
    "template_workbook",
]
