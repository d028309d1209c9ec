"""Records are read through a scope: forgetting it fails here, not in the hands of another province."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from partnerships.core.scoping import Scoped, ScopedQuerySet

ROOT = Path(__file__).parents[2]
# Lists that belong to nobody: reference data, the strategy's text, what is read through its record.
REFERENCE_DATA = {
    "AgreementKind",
    "AreaWording",
    "ClearanceStep",
    "RequiredFact",
    "SigningDelegation",
    "StandardClause",
    "StandardSection",
    "ChallengeCategory",
    "ResourceKind",
    "TemplateActivity",
    "WorkplanTemplate",
    "CollaborationForm",
    "Disaggregation",
    "DisaggregationCategory",
    "District",
    "DocumentKind",
    "EngagementKind",
    "EngagementMode",
    "ExecutivePost",
    "DecisionReason",
    "FitCriteriaVersion",
    "ExpectedOutcome",
    "FitCriterion",
    "FocusArea",
    "FunctionalityBand",
    "Group",
    "GuideTopic",
    "Indicator",
    "IndicatorVersion",
    "InstrumentQuestion",
    "InstrumentVersion",
    "InterviewGuide",
    "IssueWording",
    "Language",
    "LibraryDocument",
    "LibraryKind",
    "NarrativePart",
    "PartnerGroup",
    "PeriodRule",
    "Pillar",
    "Permission",
    "Province",
    "RelationshipKind",
    "ReturnRule",
    "StakeholderClass",
    "StakeholderGroup",
    "StakeholderType",
    "SignOff",
    "StrategicIssue",
    "StrategicThrust",
    "StrategyVersion",
    "StructureKind",
    "ThrustWording",
    "User",
}
# The ledger of the national reports is open to all; figures and files are for national readers (views/issuing.py,
# walked in test_access_matrix.py and reporting/test_issuing.py).
# Sections of a report are national readers' alone, by their queryset and the rights of their pages.
# A pack holds all provinces and is for national readers too (reporting/test_packs.py).
LEDGER = {
    "AuditPack",
    "AuditedFigure",
    "Compilation",
    "Erratum",
    "IssuedFile",
    "IssuedReport",
    "NationalReport",
    "ReportSection",
}
APPS = ("partnerships/strategy", "stakeholders", "mou", "reporting")
PAGES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if path.name != "models.py" and not {"models", "migrations"} & set(path.relative_to(ROOT).parts)
)
# ``completable_by`` is made of the two: whoever took on a next step may say that it is done.
SCOPES = {"visible_to", "editable_by", "headlines", "completable_by"}


def managers(tree: ast.AST) -> Iterator[tuple[ast.Attribute, dict[ast.AST, ast.AST]]]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
            yield node, parents


def is_scoped(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """The chain of calls has a scope, or it is the queryset of a page, which scopes it."""
    while (parent := parents.get(node)) is not None and isinstance(parent, ast.Attribute | ast.Call):
        if isinstance(parent, ast.Attribute) and parent.attr in SCOPES | {"create", "bulk_create"}:
            return True
        node = parent
    while parent is not None and not isinstance(parent, ast.Assign | ast.stmt):
        parent = parents.get(parent)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        return parent.targets[0].id in {"queryset", "parent_queryset"}
    return False


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_records_are_read_through_a_scope(path: Path) -> None:
    unscoped = [
        f"line {node.lineno}: {node.value.id}.objects"  # type: ignore[attr-defined]
        for node, parents in managers(ast.parse(path.read_text()))
        if node.value.id not in REFERENCE_DATA | LEDGER and not is_scoped(node, parents)  # type: ignore[attr-defined]
    ]
    assert unscoped == []


def test_every_business_record_is_scoped() -> None:
    """A model of a business app is Scoped, or stands in the list above, or is a history written by triggers."""
    unscoped = {
        model.__name__
        for label in ("stakeholders", "mou", "reporting", "strategy")
        for model in apps.get_app_config(label).get_models()
        if not issubclass(model, Scoped) and not hasattr(model, "pgh_obj_id")
    }
    # The rows and records of an import are read through their batch, and a mapping is its owner's.
    of_imports = {"ImportRow", "ImportedRecord", "ImportMapping"}
    # Languages of an engagement, provinces of an activity, and what a proposal would serve are read with it; their
    # history alone has a name.
    of_relations = {
        "EngagementLanguage",
        "ActivityProvince",
        "ProposalFocusArea",
        "ProposalProvince",
        "ProposalThrust",
    }
    # What is said of a pair is read through the pairs of the own scope; a change of targets through its lines.
    assert unscoped - REFERENCE_DATA - LEDGER - of_imports - of_relations == {
        "ContactAccess",
        "NotADuplicate",
        "TargetChangeSet",
    }


def test_every_scoped_model_can_be_asked_by_its_path() -> None:
    for model in apps.get_models():
        if issubclass(model, Scoped):
            assert isinstance(model._default_manager.all(), ScopedQuerySet)
            model._default_manager.filter(**{f"{model.province_path}__isnull": True})
