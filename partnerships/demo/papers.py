"""Documents of the demonstration beside those of the acts: of several kinds, classified, and in several versions."""

from __future__ import annotations

from partnerships.core import files
from partnerships.demo.documents import document
from partnerships.demo.stage import Stage

# Stakeholder, kind, title, classification, how many versions.
PAPERS = (
    ("Khanya Safety Trust", "profile", "Profile of the organisation", "unclassified", 2),
    ("Kathorus Community Police Forum", "constitution", "Constitution", "unclassified", 3),
    ("West Rand Reef Community Safety Forum", "safety-plan", "Community safety plan", "restricted", 2),
    ("Ḽifa Ḽashu Safety Forum", "safety-plan", "Community safety plan", "unclassified", 1),
    ("Inanda Dam Community Police Forum", "letter", "Letter on threats to office bearers", "confidential", 1),
    ("Sunrise Coast Local Municipality", "letter", "Resolution to host the forum", "unclassified", 1),
)


def build(stage: Stage) -> None:
    for name, kind, title, classification, versions in PAPERS:
        record = stage.stakeholders[name]
        replaces = None
        for number in range(1, versions + 1):
            replaces = files.store(
                document(f"{title}, version {number}" if versions > 1 else title),
                record=record,
                kind=kind,
                by=stage.officer(record.province),
                title=title,
                classification=classification,
                replaces=replaces,
            )
