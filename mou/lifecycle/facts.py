"""What an agreement of its kind must state before it goes for clearance, and does not yet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from mou.models import MoU, RequiredFact
from partnerships import roles
from partnerships.core.lifecycle import Missing
from partnerships.core.models import User


def states_what_its_kind_asks_for(mou: MoU, by: User) -> list[str]:
    """A sentence for each fact of the agreement or of its parties that the list of its kind names."""
    facts = list(mou.kind.required_facts.in_use())
    parties = list(mou.parties.select_related("stakeholder").order_by("position")) if facts else []
    missing: list[str] = []
    for fact in facts:
        if fact.fact in RequiredFact.OF_PARTIES:
            silent = [party for party in parties if not getattr(party, fact.fact)]
            if silent:
                names = ", ".join(party.name for party in silent)
                url = _while_drafting(mou, "party_edit", silent[0].pk)
                missing.append(_missing(fact, f" of {names}", "change_mouparty", url))
        elif not _stated(mou, fact.fact):
            missing.append(_missing(fact, "", "change_mou", _while_drafting(mou, "edit", mou.pk)))
    return missing


def has_words_of_its_own(mou: MoU, by: User) -> list[str]:
    """A sentence for each clause that still holds the guidance of the library."""
    return [
        Missing(
            f"Clause {clause.number}, {clause.heading}: still to be written.",
            who=roles.holding("mou.change_clause"),
            url=_while_drafting(mou, "clause_edit", clause.pk),
        )
        for clause in mou.clauses.filter(is_written=False).in_order()
    ]


def _stated(mou: MoU, fact: str) -> bool:
    if fact == RequiredFact.Fact.PROVINCES:
        return mou.provinces.exists()
    value: Any = getattr(mou, fact)
    # Nothing brought is a value; no notice is none.
    return value is not None and (value > 0 if fact == RequiredFact.Fact.NOTICE_DAYS else True)


def _missing(fact: RequiredFact, of_whom: str, right: str, url: str) -> Missing:
    basis = f" ({fact.basis})" if fact.basis else ""
    return Missing(
        f"{fact.name}{of_whom}: not stated yet{basis}.", who=roles.holding(f"mou.{right}"), url=url
    )


def _while_drafting(mou: MoU, name: str, pk: int) -> str:
    """The place where it is written; from consultation the way there begins with taking the agreement back."""
    if mou.status == MoU.Status.DRAFT:
        return reverse(f"mou:{name}", args=[pk])
    return reverse("mou:move", args=[mou.pk, "withdraw"])
