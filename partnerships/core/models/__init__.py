from partnerships.core.models.document import Classification, Document, DocumentKind, StagedFile, StoredFile
from partnerships.core.models.document_text import DocumentText
from partnerships.core.models.geography import District, Province
from partnerships.core.models.language import Language
from partnerships.core.models.lists import ListExport, SavedView
from partnerships.core.models.paper import FormDraft, PaperSheet
from partnerships.core.models.reference import ReferenceItem, ReferenceQuerySet
from partnerships.core.models.status_change import StatusChange
from partnerships.core.models.user import User
from partnerships.core.models.versioned import Versioned, tracked
from partnerships.core.models.word import Word

__all__ = [
    "Classification",
    "District",
    "Document",
    "DocumentKind",
    "DocumentText",
    "FormDraft",
    "Language",
    "ListExport",
    "PaperSheet",
    "Province",
    "ReferenceItem",
    "ReferenceQuerySet",
    "SavedView",
    "StagedFile",
    "StatusChange",
    "StoredFile",
    "User",
    "Versioned",
    "Word",
    "tracked",
]
