"""How much two names resemble each other, by example."""

from __future__ import annotations

import pytest

from stakeholders.resemblance import NAME_FROM, domain_of, registration, resemblance, short_form, take_apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diepkloof CPF", "C.P.F. Diepkloof"),
        ("DIEPKLOOF COMMUNITY POLICE FORUM", "Diepkloof Community Policing Forum"),
        ("Diepkloof Communty Police Forum", "Diepkloof Community Police Forum"),
        ("Ikageng Youth Development Trust", "Ikagen Youth Trust"),
        ("Green Hill Business Forum", "Greenhill Business Forum"),
        ("KwaZulu-Natal Business Forum", "Kwazulu Natal Business Forum"),
        ("Dept of Health", "DEPARTMENT OF HEALTH"),
        ("Nkonjane Women’s Shelter", "Nkonjane Womens Shelter"),
        ("Khanya Trust (Pty) Ltd", "The Khanya Trust"),
        ("Café Peace Project", "Cafe Peace Project"),
    ],
)
def test_one_organisation_in_two_spellings(one: str, other: str) -> None:
    assert resemblance(take_apart(one), take_apart(other)) >= NAME_FROM


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Diepkloof CPF", "Diepkloof CSF"),
        ("Vaalfontein North CPF", "Vaalfontein South CPF"),
        ("Riet Sector 1 Police Forum", "Riet Sector 2 Police Forum"),
        ("Rietfontein CPF", "Witfontein CPF"),
        ("University of Limpopo", "University of Venda"),
        ("Khanya Trust (demo)", "Lesedi Trust (demo)"),
        ("Community Police Forum", "Diepkloof Community Police Forum"),
    ],
)
def test_two_organisations_with_names_alike(one: str, other: str) -> None:
    assert resemblance(take_apart(one), take_apart(other)) < NAME_FROM


def test_numbers_domains_and_short_forms_are_read_however_they_are_written() -> None:
    assert [registration(text) for text in ("012-345 NPO", "NPO 012345", "12")] == ["012345", "012345", ""]
    written = (
        "https://www.Thuso.org.za/about",
        "thuso.org.za",
        "info@thuso.org.za",
        "a@gmail.com",
        "https://[",
    )
    assert [domain_of(text) for text in written] == ["thuso.org.za"] * 3 + ["", ""]
    assert [short_form(text) for text in ("S.A.C.C.", "SACC (demo)", "CPF", "AB")] == ["sacc", "sacc", "", ""]
