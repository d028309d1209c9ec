"""What was weighed and decided before rounds were kept becomes rounds: criteria a version, assessments proposals."""

from collections import defaultdict

from django.db import migrations
from django.utils import timezone

HIGHEST = 4


def keep_rounds(apps, schema_editor):
    models = {
        name: apps.get_model("stakeholders", name)
        for name in (
            "FitAssessment", "FitCriterion", "FitCriteriaVersion", "FitScore", "PartnerDecision",
            "PartnershipProposal", "Stakeholder",
        )
    }
    waiting = models["Stakeholder"].objects.filter(status="under_assessment")
    if not models["FitCriterion"].objects.exists() and not waiting.exists():
        return
    versions, adopted = _versions(models)
    scores = defaultdict(list)
    for row in models["FitScore"].objects.values_list("assessment_id", "weight", "score"):
        scores[row[0]].append(row[1:])
    _rounds(models, versions, adopted, scores)
    _without_assessment(apps, models, waiting, adopted)
    with schema_editor.connection.cursor() as cursor:
        # The history of before names the round, too; it only grows otherwise.
        cursor.execute("ALTER TABLE stakeholders_fitassessmentevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE stakeholders_fitassessmentevent event SET proposal_id = assessment.proposal_id "
            "FROM stakeholders_fitassessment assessment WHERE assessment.id = event.pgh_obj_id"
        )
        cursor.execute("ALTER TABLE stakeholders_fitassessmentevent ENABLE TRIGGER USER")


def _versions(models):
    """A version for each set of criteria and weights that was ever used; what is in use now is the adopted one."""
    criteria = {row.pk: row for row in models["FitCriterion"].objects.all()}
    now = frozenset((pk, row.weight) for pk, row in criteria.items() if row.is_active)
    used, first = defaultdict(set), {}
    for assessment in models["FitAssessment"].objects.order_by("assessed_on", "pk"):
        pairs = frozenset(assessment.scores.values_list("criterion_id", "weight"))
        used[pairs].add(assessment.pk)
        first.setdefault(pairs, assessment.assessed_on)
    versions, number = {}, 0
    for pairs in [pairs for pairs in first if pairs != now]:
        number += 1
        version = models["FitCriteriaVersion"].objects.create(
            number=number, status="superseded", adopted_on=first[pairs]
        )
        for pk, weight in pairs:
            old = criteria[pk]
            copy = models["FitCriterion"].objects.create(
                version=version, position=old.order, order=old.order, code=old.code, name=old.name,
                explanation=old.explanation, is_risk=old.is_risk, weight=weight,
            )
            models["FitScore"].objects.filter(criterion=old, assessment__in=used[pairs]).update(criterion=copy)
        versions |= dict.fromkeys(used[pairs], version)
    adopted = models["FitCriteriaVersion"].objects.create(
        number=number + 1, status="adopted", adopted_on=timezone.localdate()
    )
    for row in criteria.values():
        if row.is_active:
            row.version, row.position = adopted, row.order
            row.save()
        else:
            row.delete()  # retired: rounds of before have copies of their own
    return versions | dict.fromkeys(used[now], adopted), adopted


def _rounds(models, versions, adopted, scores):
    decisions = defaultdict(list)
    for decision in models["PartnerDecision"].objects.order_by("decided_on", "pk"):
        decisions[decision.stakeholder_id].append(decision)
    assessments = defaultdict(list)
    for assessment in models["FitAssessment"].objects.select_related("stakeholder").order_by("assessed_on", "pk"):
        assessments[assessment.stakeholder_id].append(assessment)
    for stakeholder, made in assessments.items():
        for place, assessment in enumerate(made):
            following = made[place + 1].assessed_on if place + 1 < len(made) else None
            decision, fields = _fate(assessment, decisions[stakeholder], following)
            proposal = models["PartnershipProposal"].objects.create(
                stakeholder_id=stakeholder,
                criteria=versions.get(assessment.pk, adopted),
                begun_on=assessment.assessed_on,
                begun_by_id=assessment.assessed_by_id,
                purpose=assessment.purpose,
                **fields,
            )
            assessment.proposal = proposal
            assessment.save()
            if decision is not None:
                decision.proposal, decision.fit = proposal, _fit(scores[assessment.pk])
                decision.save()


def _fate(assessment, decisions, following):
    """What the assessment led to: a review of a partner, a decision, an open round, or nothing."""
    day = assessment.assessed_on
    closed = {"closed_on": day, "closed_by_id": assessment.assessed_by_id}
    for decision in decisions:
        is_over = decision.ended_on is not None and decision.ended_on <= day
        if decision.outcome == "partner" and decision.decided_on < day and not is_over:
            note = "Weighed again before reviews were concluded."
            return None, closed | {
                "kind": "review", "status": "concluded", "finding": "stands", "closing_note": note
            }
    later = next((decision for decision in decisions if decision.decided_on >= day), None)
    if later is not None and (following is None or following > later.decided_on):
        fields = {
            "kind": "forming", "status": "decided",
            "closed_on": later.decided_on, "closed_by_id": later.decided_by_id,
        }
        # “Not now” of a round says when to look again; one that does not keeps standing by itself.
        may_link = later.outcome != "not_now" or later.look_again_on is not None
        return later if may_link else None, fields
    if later is None and following is None and assessment.stakeholder.status == "under_assessment":
        return None, {"kind": "forming", "status": "open"}
    note = "Set aside before proposals were kept."
    return None, closed | {"kind": "forming", "status": "set_aside", "closing_note": note}


def _fit(pairs):
    highest = HIGHEST * sum(weight for weight, _ in pairs)
    reached = sum(weight * score for weight, score in pairs)
    return (200 * reached + highest) // (2 * highest) if highest else None


def _without_assessment(apps, models, waiting, adopted):
    """Under assessment and not weighed yet: the round is open, begun by whoever brought it there."""
    moves = apps.get_model("core", "StatusChange").objects.filter(
        content_type__app_label="stakeholders", content_type__model="stakeholder", transition="assess"
    )
    for stakeholder in waiting.exclude(proposals__status="open"):
        move = moves.filter(object_id=stakeholder.pk).order_by("-changed_at").first()
        somebody = move.changed_by_id if move else apps.get_model("core", "User").objects.values_list("pk").first()[0]
        models["PartnershipProposal"].objects.create(
            stakeholder=stakeholder,
            criteria=adopted,
            kind="forming",
            begun_on=timezone.localdate(move.changed_at) if move else timezone.localdate(),
            begun_by_id=somebody,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("stakeholders", "0008_fit_criteria_and_proposals"),
    ]

    operations = [
        migrations.RunPython(keep_rounds, migrations.RunPython.noop),
    ]
