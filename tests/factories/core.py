"""Provinces, districts, people, and what every reference list shares."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from partnerships.core.models import District, Province, User

PROVINCES = {
    "EC": "Eastern Cape",
    "FS": "Free State",
    "GP": "Gauteng",
    "KZN": "KwaZulu-Natal",
    "LP": "Limpopo",
    "MP": "Mpumalanga",
    "NC": "Northern Cape",
    "NW": "North West",
    "WC": "Western Cape",
}


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ["code"]

    code = "GP"
    name = factory.LazyAttribute(lambda province: PROVINCES[province.code])
    order = factory.LazyAttribute(lambda province: list(PROVINCES).index(province.code) + 1)


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ["code"]

    code = "DC48"
    name = "West Rand"
    kind = District.Kind.DISTRICT
    province = factory.SubFactory(ProvinceFactory)


class UserFactory(DjangoModelFactory):
    """National without a province, provincial with one; rights are given by tests.people.person."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    post = "Official"
    province = None
    sphere = factory.LazyAttribute(lambda user: "provincial" if user.province else "national")


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    name = factory.LazyAttribute(lambda item: item.code.replace("-", " ").capitalize())
