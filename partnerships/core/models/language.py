"""The official languages (Constitution, section 6, as amended in 2023)."""

from partnerships.core.models.reference import ReferenceItem


class Language(ReferenceItem):
    pass
