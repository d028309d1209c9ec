from partnerships.core.models.calendar_feed import CalendarFeed
from partnerships.core.models.document import Classification, Document, DocumentKind, StagedFile, StoredFile
from partnerships.core.models.document_text import DocumentText
from partnerships.core.models.geography import District, Province
from partnerships.core.models.language import Language
from partnerships.core.models.lists import ListExport, SavedView
from partnerships.core.models.paper import FormDraft, PaperSheet
from partnerships.core.models.print_job import PrintJob
from partnerships.core.models.reference import ReferenceItem, ReferenceQuerySet
from partnerships.core.models.reminder import (
    DigestDay,
    ReminderLadder,
    ReminderPreference,
    Snooze,
    Weekday,
)
from partnerships.core.models.reminder_log import ReminderLine, ReminderMessage, ReminderRun
from partnerships.core.models.status_change import StatusChange
from partnerships.core.models.user import User
from partnerships.core.models.versioned import Versioned, tracked
from partnerships.core.models.word import Word

__all__ = [
    "CalendarFeed",
    "Classification",
    "DigestDay",
    "District",
    "Document",
    "DocumentKind",
    "DocumentText",
    "FormDraft",
    "Language",
    "ListExport",
    "PaperSheet",
    "PrintJob",
    "Province",
    "ReferenceItem",
    "ReferenceQuerySet",
    "ReminderLadder",
    "ReminderLine",
    "ReminderMessage",
    "ReminderPreference",
    "ReminderRun",
    "SavedView",
    "Snooze",
    "StagedFile",
    "StatusChange",
    "StoredFile",
    "User",
    "Versioned",
    "Weekday",
    "Word",
    "tracked",
]
