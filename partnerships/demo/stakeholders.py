"""The register of the demonstration: organisations and contacts, partnerships that ended and archived records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from partnerships.core import history
from partnerships.core.models import District, Province, User
from partnerships.demo import wording
from partnerships.demo.register import ENTRIES, FIRST_NAMES, LAST_NAMES, POSTS, Entry
from partnerships.demo.stage import MARK, Stage
from stakeholders.models import (
    Contact,
    StakeholderClass,
    StakeholderType,
)
from stakeholders.services import (
    archive_stakeholder,
    end_partnership,
    register_stakeholder,
)

# Fate → why, how many days ago, and what was said; one line for each stakeholder of that fate.
ENDS: dict[str, list[tuple[str, int, str]]] = {
    "C": [
        (
            "completed",
            310,
            "The two rounds of training that were agreed were held, and the report was accepted.",
        ),
        (
            "completed",
            140,
            "The mediation project closed with its last meeting; the contacts stay in the register.",
        ),
    ],
    "L": [
        ("withdrew", 220, "The partner closed its safety desk and wrote that it can no longer take part."),
        ("withdrew", 48, "The partner could not provide the volunteers that it had promised."),
    ],
    "S": [
        (
            "service_provider",
            30,
            "It won a tender for guarding services and is paid since the first of the month.",
        )
    ],
    "O": [("other", 100, "The organisation merged with another one, which is assessed on its own.")],
}
# Fate → class: partners are kept close, the others as far as they matter.
CLASSES = {
    **dict.fromkeys("PN", "key-player"),
    **dict.fromkeys("DAaS", "keep-satisfied"),
    **dict.fromkeys("IWC", "keep-informed"),
    **dict.fromkeys("XLOR", "watch"),
}
# Province → the languages most spoken at meetings there (codes of fixtures/languages.json).
SPOKEN = {
    None: ("eng",),
    "EC": ("xho", "eng", "afr"),
    "FS": ("sot", "eng", "afr"),
    "GP": ("zul", "eng", "sot", "tsn"),
    "KZN": ("zul", "eng"),
    "LP": ("nso", "ven", "tso", "eng"),
    "MP": ("ssw", "nbl", "zul", "eng"),
    "NC": ("afr", "tsn", "eng"),
    "NW": ("tsn", "eng", "afr"),
    "WC": ("afr", "xho", "eng", "sfs"),
}
ARCHIVED = "Recorded twice: the organisation is part of another one that the register holds."


def entries() -> Iterator[tuple[str | None, Entry]]:
    return ((code, entry) for code, listed in ENTRIES.items() for entry in listed)


def register(stage: Stage) -> None:
    types = {row.code: row for row in StakeholderType.objects.select_related("group")}
    districts = {row.code: row for row in District.objects.all()}
    classes = {row.code: row for row in StakeholderClass.objects.all()}
    first, last, posts = (stage.shuffled(names) for names in (FIRST_NAMES, LAST_NAMES, POSTS))
    for number, (code, entry) in enumerate(entries()):
        province = stage.provinces[code] if code else None
        kind = types[entry.type]
        stakeholder = register_stakeholder(
            by=stage.officer(province),
            name=f"{entry.name}{MARK}",
            short_name=f"{entry.name.split()[0]}{MARK}",
            group=kind.group,
            type=kind,
            level=entry.level,
            province=province,
            district=districts.get(entry.district),
            seat=entry.seat,
            mandate=wording.MANDATES[kind.group.code],
            source="Invented for the demonstration",
            stakeholder_class=classes[CLASSES[entry.fate]],
            relationship_manager=stage.officer(province),
        )
        stage.stakeholders[entry.name] = stakeholder
        for place in range(2 if entry.fate in "PS" else 1):
            contact = Contact(
                stakeholder=stakeholder,
                name=f"{next(first)} {next(last)}{MARK}",
                post=next(posts),
                email=f"contact{place + 1}@organisation{number + 1}.example",
                phone=f"+27110{number:03}{place:03}",
                is_main=place == 0,
                is_backup=place == 1 and number % 5 != 0,
                began_on=stage.last_year.start - timedelta(days=30 * (number % 24)),
                preferred_channel=stage.dice.choice(Contact.Channel.values),
                language=stage.languages[stage.dice.choice(SPOKEN[code])],
                source="Given by the organisation",
                notified_on=stage.last_year.start + timedelta(days=number),
                verified_on=stage.ago(stage.dice.randint(20, 600)) if stage.dice.random() < 0.8 else None,
                left_on=stage.ago(90) if place and number % 5 == 0 else None,
            )
            contact.full_clean()
            with history.acting(stage.officer(province)):
                contact.save()


def province_of(stage: Stage, code: str | None) -> Province | None:
    return stage.provinces[code] if code else None


def end(stage: Stage) -> None:
    """After the agreements are made: partnerships that ended, one of them with an agreement that still runs."""
    left = {fate: iter(lines) for fate, lines in ENDS.items()}
    for code, entry in entries():
        province = province_of(stage, code)
        if entry.fate in ENDS:
            reason, days, note = next(left[entry.fate])
            end_partnership(
                stage.stakeholders[entry.name],
                by=decider_of_end(stage, province),
                ended_on=stage.working_day(stage.ago(days)),
                end_reason=reason,
                note=note,
            )
        elif entry.fate == "R":
            archive_stakeholder(stage.stakeholders[entry.name], by=stage.officer(province), reason=ARCHIVED)


def decider_of_end(stage: Stage, province: Province | None) -> User:
    return stage.head(province) if province else stage.people["chief.director"]
