"""The demonstration accounts: one for each kind of work, an officer in three provinces, a head in each."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from partnerships.core.models import User
from partnerships.demo.stage import MARK, Stage
from partnerships.roles import ROLES

DOMAIN = "demo.example"


class Account(NamedTuple):
    login: str
    name: str
    post: str
    role: str
    province: str | None = None


ACCOUNTS = (
    Account("officer", "Sipho Radebe", "Partnerships Unit officer", "unit_officer"),
    Account("manager", "Nomsa Dlamini", "Partnership manager", "partnership_manager"),
    Account("owner", "Anneline Petersen", "Director: Public-Private Partnerships", "business_owner"),
    Account("director", "Thabo Mokoena", "Director: Legal Services", "director"),
    Account("chief.director", "Priya Naidoo", "Chief Director: Partnerships", "chief_director"),
    Account("secretary", "Bongani Khumalo", "Secretary for Police Service", "secretary"),
    Account("auditor", "Zanele Mabandla", "Internal auditor", "auditor"),
    Account("admin", "Johan Botha", "System administrator", "administrator"),
    Account("gauteng", "Gift Mahlangu", "Provincial officer", "provincial_officer", "GP"),
    Account("gauteng.head", "Refilwe Molefe", "Head of the provincial secretariat", "provincial_head", "GP"),
    Account("limpopo", "Lindiwe Baloyi", "Provincial officer", "provincial_officer", "LP"),
    Account("limpopo.head", "Mpho Ṋemukula", "Head of the provincial secretariat", "provincial_head", "LP"),
    Account("kwazulu-natal", "Sanele Ngcobo", "Provincial officer", "provincial_officer", "KZN"),
    Account(
        "kwazulu-natal.head",
        "Fikile Mthethwa",
        "Head of the provincial secretariat",
        "provincial_head",
        "KZN",
    ),
    # Heads of the other provinces: they sign the returns of theirs, and do nothing else in the demonstration.
    Account("ec.head", "Nosipho Mbeki", "Head of the provincial secretariat", "provincial_head", "EC"),
    Account("fs.head", "Lerato Moloi", "Head of the provincial secretariat", "provincial_head", "FS"),
    Account("mp.head", "Themba Nkosi", "Head of the provincial secretariat", "provincial_head", "MP"),
    Account("nc.head", "Riana van Wyk", "Head of the provincial secretariat", "provincial_head", "NC"),
    Account("nw.head", "Kagiso Moatlhodi", "Head of the provincial secretariat", "provincial_head", "NW"),
    Account("wc.head", "Ashraf Jacobs", "Head of the provincial secretariat", "provincial_head", "WC"),
)


def build(stage: Stage, password: str) -> None:
    """All accounts with the same password, each in the group of its role."""
    groups = {group.name: group for group in Group.objects.all()}
    hashed = make_password(password)  # once: hashing is slow on purpose
    for account in ACCOUNTS:
        province = stage.provinces[account.province] if account.province else None
        user = User.objects.create_user(
            f"{account.login}@{DOMAIN}",
            name=f"{account.name}{MARK}",
            post=account.post,
            sphere=User.Sphere.PROVINCIAL if province else User.Sphere.NATIONAL,
            province=province,
            is_staff=account.role == "administrator",
            is_demo=True,
        )
        user.password = hashed
        user.save()
        user.groups.add(groups[ROLES[account.role].name])
        stage.people[account.login] = user
