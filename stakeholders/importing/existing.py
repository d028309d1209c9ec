"""What the register holds already, read once for a whole file: entries, their people, descriptions and engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from partnerships.core.models import User
from stakeholders.duplicates import KnownNames
from stakeholders.importing.fields import folded
from stakeholders.models import Contact, Engagement, Stakeholder, Structure


class Existing:
    """Entries that the sender may change, by name within their province; and how all others resemble.

    ``names`` are the folded names of the file: of entries that bear none of them only the name is kept.
    """

    def __init__(self, by: User, names: Collection[str]):
        self.known = KnownNames()
        editable = Stakeholder.objects.editable_by(by).registered()
        named = [pk for pk, name in editable.order_by().values_list("pk", "name") if folded(name) in names]
        self._by_name: dict[tuple[int | None, str], list[Stakeholder]] = defaultdict(list)
        for one in editable.filter(pk__in=named):
            self._by_name[one.province_id, folded(one.name)].append(one)
        self.visible: dict[int, tuple[str, str]] = {
            pk: (name, province or "National")
            for pk, name, province in Stakeholder.objects.visible_to(by)
            .registered()
            .values_list("pk", "name", "province__name")
        }
        # Crosses the scope on purpose, and takes nothing across but who holds an entry.
        registered = Stakeholder._base_manager.filter(archived_on__isnull=True, province__isnull=False)
        self.holders: dict[int, str] = dict(
            registered.exclude(pk__in=Stakeholder.objects.visible_to(by).values("pk")).values_list(
                "pk", "province__name"
            )
        )
        archived = Stakeholder.objects.editable_by(by).filter(archived_on__isnull=False)
        self.archived = {
            (province, folded(name)) for province, name in archived.values_list("province", "name")
        }
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        people = Contact.objects.editable_by(by).named().filter(stakeholder__in=named)
        for contact in people.filter(left_on__isnull=True):
            self._contacts[contact.stakeholder_id].append(contact)
        self.structures: dict[int, str] = dict(
            Structure.objects.editable_by(by)
            .filter(stakeholder__in=named)
            .values_list("stakeholder", "kind__name")
        )
        self._engagements: dict[int, set[tuple[Any, Any, str]]] = defaultdict(set)
        held = Engagement.objects.editable_by(by).filter(stakeholder__in=named, held_on__isnull=False)
        for stakeholder, kind, held_on, purpose in held.values_list(
            "stakeholder", "kind", "held_on", "purpose"
        ):
            self._engagements[stakeholder].add((kind, held_on, folded(purpose)))

    def find(self, province_id: int | None, name: str) -> Stakeholder | None:
        """The entry of that name in the province: written the same if there is one, otherwise nearly the same."""
        found = self._by_name.get((province_id, folded(name)), [])
        return next((one for one in found if one.name.upper() == name.upper()), found[0] if found else None)

    def contacts(self, stakeholder: int) -> list[Contact]:
        return self._contacts.get(stakeholder, [])

    def has_engagement(self, stakeholder: int, kind: int, held_on: Any, purpose: str) -> bool:
        return (kind, held_on, folded(purpose)) in self._engagements.get(stakeholder, ())

    def resembling(self, name: str, short_name: str, number: str, addresses: list[str]) -> list[str]:
        """Sentences about entries that this one resembles: by name where the sender may read them."""
        said: list[str] = []
        for like in self.known.find(name, short_name, number, addresses)[:3]:
            if like.pk in self.visible:
                found, at = self.visible[like.pk]
                said.append(f"It resembles “{found}” ({at}). {like.why} Check that it is not the same.")
            elif holder := self.holders.get(like.pk, ""):
                said.append(
                    f"An entry that resembles it exists, held by {holder}. Ask there before you import it."
                )
        return list(dict.fromkeys(said))
