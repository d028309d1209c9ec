from partnerships.core.models.document import Document
from partnerships.core.models.geography import District, Province
from partnerships.core.models.reference import ReferenceItem, ReferenceQuerySet
from partnerships.core.models.status_change import StatusChange
from partnerships.core.models.user import User
from partnerships.core.models.versioned import Versioned, tracked

__all__ = [
    "District",
    "Document",
    "Province",
    "ReferenceItem",
    "ReferenceQuerySet",
    "StatusChange",
    "User",
    "Versioned",
    "tracked",
]
