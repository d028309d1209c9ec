"""Describing a stakeholder as a community structure: its kind, where it belongs, who hosts it, who leads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import District, User
from partnerships.core.numbers import date_long
from stakeholders.models import (
    Contact,
    ExecutiveTerm,
    LocalMunicipality,
    PoliceStation,
    Stakeholder,
    StakeholderGroup,
    StakeholderType,
    Structure,
    StructureKind,
)
from stakeholders.models.structure import COMMUNITY_STRUCTURES
from stakeholders.services.checks import lock, need
from stakeholders.services.register import register_stakeholder

Family, Seat = StructureKind.Family, StructureKind.Seat
LEVELS = {
    Seat.STATION: Stakeholder.Level.LOCAL,
    Seat.LOCAL: Stakeholder.Level.LOCAL,
    Seat.DISTRICT: Stakeholder.Level.REGIONAL,
    Seat.PROVINCE: Stakeholder.Level.PROVINCIAL,
}
# Codes of fixtures/stakeholder_types.json; a type that the Unit retired is left open.
POLICE_TYPES = {Seat.STATION: "cpf", Seat.DISTRICT: "cpf-cluster", Seat.PROVINCE: "cpf-provincial-board"}
SAFETY_TYPE = "csf"


@transaction.atomic
def register_structure(*, by: User, stakeholder: Mapping[str, Any], **described: Any) -> Structure:
    """Enter a new community structure in the register and describe it, in one act."""
    kind: StructureKind = described["kind"]
    group = StakeholderGroup.objects.in_use().filter(code=COMMUNITY_STRUCTURES).first()
    if group is None:
        raise ValidationError(
            "The group “Community structures” is not in use. Ask an administrator to bring it back."
        )
    code = POLICE_TYPES.get(Seat(kind.seat), "") if kind.family == Family.POLICE else SAFETY_TYPE
    registered = register_stakeholder(
        by=by,
        group=group,
        type=StakeholderType.objects.in_use().filter(code=code, group=group).first(),
        level=LEVELS[Seat(kind.seat)],
        district=described.get("district"),
        **stakeholder,
    )
    return describe_structure(registered, by=by, **described)


@transaction.atomic
def describe_structure(stakeholder: Stakeholder, *, by: User, **described: Any) -> Structure:
    """Say of a registered community structure what kind it is and where it belongs.

    ``station_name`` and ``municipality_name`` are found among those of the province, whatever their case, or made.
    """
    need(by, "stakeholders.add_structure")
    lock(stakeholder, by)
    if reason_against := against_describing(stakeholder):
        raise ValidationError(reason_against)
    return _store(Structure(stakeholder=stakeholder), by, described)


def against_describing(stakeholder: Stakeholder) -> str:
    if stakeholder.archived_on:
        return "This record is archived. Restore it first."
    if stakeholder.group.code != COMMUNITY_STRUCTURES:
        return (
            f"“{stakeholder}” is registered under “{stakeholder.group}”. Only what stands under “Community "
            "structures” is described as one: change its group first."
        )
    if stakeholder.province_id is None:
        return "A community structure belongs to a province. Enter the province of this record first."
    if Structure._base_manager.filter(stakeholder=stakeholder).exists():
        return "This stakeholder is described as a structure already. Edit that description."
    return ""


@transaction.atomic
def change_structure(structure: Structure, *, by: User, version: int, **described: Any) -> Structure:
    """Correct the description. ``version`` is the one the person began from: refused when somebody saved since."""
    need(by, "stakeholders.change_structure")
    current = _locked(structure, by)
    if version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    structure.version = current.version + 1
    return _store(structure, by, described)


def _locked(structure: Structure, by: User) -> Structure:
    rows = Structure.objects.editable_by(by).select_for_update(of=("self",))
    current = rows.select_related("stakeholder", "kind").filter(pk=structure.pk).first()
    if current is None:
        raise PermissionDenied
    return current


def _store(structure: Structure, by: User, described: dict[str, Any]) -> Structure:
    station = described.pop("station_name", "")
    municipality = described.pop("municipality_name", "")
    for name, value in described.items():
        setattr(structure, name, value)
    seat, district = structure.kind.seat, structure.district
    stakeholder = structure.stakeholder
    if structure.host_id and structure.host_id == stakeholder.pk:
        raise ValidationError({"host": "A structure cannot host itself. Choose another, or leave it empty."})
    if district and district.province_id != stakeholder.province_id:
        raise ValidationError(
            {
                "district": f"{district} lies in {district.province}, not in {stakeholder.province}. Choose another."
            }
        )
    if seat == Seat.DISTRICT and not district:
        raise ValidationError(
            {"district": f"Choose the district that this {structure.kind.name.lower()} is for."}
        )
    structure.station = (
        _place(PoliceStation, station, "station_name", "police station", structure, by)
        if seat == Seat.STATION
        else None
    )
    structure.municipality = (
        _place(LocalMunicipality, municipality, "municipality_name", "local municipality", structure, by)
        if seat == Seat.LOCAL
        else None
    )
    structure.full_clean()
    with history.acting(by):
        structure.save()
    return structure


def _place(model: Any, written: str, field: str, called: str, structure: Structure, by: User) -> Any:
    """The place of that name in the province of the structure, whatever its case; made when there is none."""
    name = " ".join(written.split())
    if not name:
        raise ValidationError({field: f"Write the name of the {called} that this structure belongs to."})
    province, district = structure.stakeholder.province, structure.district
    known = model._base_manager.filter(province=province, name__iexact=name)
    place = known.first()
    if place is None:
        place = model(province=province, district=district, name=name)
        place.clean_fields()
        try:
            with transaction.atomic():
                place.save()
        except IntegrityError:  # somebody made it in this very moment
            place = known.get()
    return place


@transaction.atomic
def add_term(structure: Structure, *, by: User, new_person: str = "", **fields: Any) -> ExecutiveTerm:
    """Record who holds a post from when to when. A person not yet among the contacts is added to them by name."""
    need(by, "stakeholders.add_executiveterm")
    current = _locked(structure, by)
    if current.stakeholder.archived_on:
        raise ValidationError("This structure is archived. Restore it first.")
    term = ExecutiveTerm(structure=current, **fields)
    if not term.contact_id:
        term.contact = _new_contact(current, new_person, term, by)
    return _store_term(term, by)


@transaction.atomic
def change_term(term: ExecutiveTerm, *, by: User, version: int, **fields: Any) -> ExecutiveTerm:
    """Correct a term, or say that somebody left; the person stays the one that was recorded."""
    need(by, "stakeholders.change_executiveterm")
    _locked(term.structure, by)
    current = ExecutiveTerm.objects.editable_by(by).select_for_update(of=("self",)).get(pk=term.pk)
    if version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    for name, value in fields.items():
        setattr(term, name, value)
    term.version = current.version + 1
    return _store_term(term, by)


def _new_contact(structure: Structure, name: str, term: ExecutiveTerm, by: User) -> Contact:
    need(by, "stakeholders.add_contact")
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"contact": "Choose the person, or write the name of somebody new below."})
    contact = Contact(
        stakeholder=structure.stakeholder,
        name=name,
        post=str(term.post),
        began_on=term.began_on,
        source="Executive of the structure",
    )
    contact.full_clean()
    with history.acting(by):
        contact.save()
    return contact


def _store_term(term: ExecutiveTerm, by: User) -> ExecutiveTerm:
    if term.contact.stakeholder_id != term.structure.stakeholder_id:
        raise ValidationError({"contact": "Choose one of the contact people of this structure."})
    if term.post.is_closed_to_police and term.is_police:
        raise ValidationError(
            {
                "is_police": f"A member of the police cannot be {str(term.post).lower()}: the forum elects it from the "
                "community (SAPS Act 68 of 1995, s 23)."
            }
        )
    term.full_clean()
    if term.post.is_required and (other := _other_in_post(term)):
        raise ValidationError(
            {
                "post": f"{other.contact.name} serves as {str(other.post).lower()} from {date_long(other.began_on)} to "
                f"{date_long(other.last_day)}. Record first when that term ended, or correct the days."
            }
        )
    with history.acting(by):
        term.save()
    return term


def _other_in_post(term: ExecutiveTerm) -> ExecutiveTerm | None:
    """Somebody else whose days in the same post overlap with these."""
    others = ExecutiveTerm._base_manager.filter(structure=term.structure, post=term.post).exclude(pk=term.pk)
    for other in others.select_related("contact", "post"):
        if other.began_on <= term.last_day and term.began_on <= other.last_day:
            return other
    return None


def districts_of(stakeholder: Stakeholder | None, user: User) -> Any:
    """The districts that a structure can stand in."""
    districts = District.objects.select_related("province")
    if stakeholder is not None:
        return districts.filter(province=stakeholder.province_id)
    return districts if user.is_national else districts.filter(province=user.province_id)
