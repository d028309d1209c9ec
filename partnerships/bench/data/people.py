"""The officials of the benchmark: three that sign in, and enough others to own, answer, submit and verify."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group

from partnerships.core.models import Province, User
from partnerships.roles import ROLES

DOMAIN = "benchmark.example"
# The province of the provincial account.
HOME = "GP"
# Who signs in for the walk: account → (role, province or none).
ACCOUNTS = {
    f"officer@{DOMAIN}": ("unit_officer", ""),
    f"gauteng@{DOMAIN}": ("provincial_officer", HOME),
    f"director@{DOMAIN}": ("director", ""),
}
OTHERS_NATIONAL = (
    "unit_officer",
    "partnership_manager",
    "business_owner",
    "business_owner",
    "chief_director",
)
OTHERS_PROVINCIAL = ("provincial_officer", "provincial_officer", "provincial_officer", "provincial_head")
NATIONAL_ROUNDS = 6


@dataclass(frozen=True)
class People:
    """Numbers of accounts, by province; the key None holds the national ones."""

    at: dict[int | None, list[int]]


def open_accounts(password: str | None) -> People:
    """Without a password nobody can sign in until one is set."""
    provinces = {province.code: province for province in Province.objects.all()}
    groups = {group.name: group for group in Group.objects.all()}
    people: dict[int | None, list[int]] = {None: []} | {province.pk: [] for province in provinces.values()}

    def add(email: str, role: str, province: Province | None, secret: str | None = None) -> None:
        user = User.objects.create_user(
            email,
            secret,
            name=f"{ROLES[role].name} ({email.partition('@')[0]})",
            post=ROLES[role].name,
            sphere=User.Sphere.PROVINCIAL if province else User.Sphere.NATIONAL,
            province=province,
        )
        user.groups.add(groups[ROLES[role].name])
        people[province.pk if province else None].append(user.pk)

    for email, (role, code) in ACCOUNTS.items():
        add(email, role, provinces[code] if code else None, password)
    for number, role in enumerate(OTHERS_NATIONAL * NATIONAL_ROUNDS, start=1):
        add(f"national-{number}@{DOMAIN}", role, None)
    for code, province in provinces.items():
        for number, role in enumerate(OTHERS_PROVINCIAL, start=1):
            add(f"{code.lower()}-{number}@{DOMAIN}", role, province)
    return People(people)
