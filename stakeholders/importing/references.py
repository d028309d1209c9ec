"""The lists that a cell may name an entry of, read once for a whole file, and what real lists call their entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from partnerships.core.models import District, Province, User
from partnerships.core.scoping import readers_of
from stakeholders.importing.fields import folded
from stakeholders.models import (
    EngagementKind,
    EngagementMode,
    Stakeholder,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    StructureKind,
)

# Codes of ISO 3166-2:ZA before and after its changes, of number plates, and names in other languages.
PROVINCE_WORDS = {
    "EC": ("ec", "oos kaap", "e cape", "ecape", "easterncape", "eastern cape province"),
    "FS": ("fs", "vrystaat", "ofs", "freestate", "orange free state", "free state province"),
    "GP": ("gp", "gt", "gauteng province", "gauteng prov", "pwv", "gaut"),
    "KZN": (
        "kzn",
        "nl",
        "kn",
        "kz",
        "kwa zulu natal",
        "kwazulunatal",
        "natal",
        "kwazulu",
        "kwazulu natal province",
    ),
    "LP": ("lp", "lim", "limpopo province", "northern province"),
    "MP": ("mp", "mpu", "mpumulanga", "mpumalaga", "mpumalanga province"),
    "NC": ("nc", "noord kaap", "n cape", "ncape", "northerncape", "northern cape province"),
    "NW": ("nw", "noordwes", "northwest", "north west province", "n w", "north western"),
    "WC": ("wc", "wes kaap", "w cape", "wcape", "westerncape", "western cape province"),
}
NATIONAL = {
    "national",
    "rsa",
    "south africa",
    "sa",
    "all",
    "all provinces",
    "nasionaal",
    "national office",
    "za",
}
GROUPS = {
    "police": "police-agencies",
    "saps": "police-agencies",
    "south african police service": "police-agencies",
    "law enforcement": "police-agencies",
    "government": "government-departments",
    "national government": "government-departments",
    "government department": "government-departments",
    "department": "government-departments",
    "provincial department": "provincial-government",
    "province": "provincial-government",
    "municipality": "local-government",
    "municipalities": "local-government",
    "local": "local-government",
    "community": "community-structures",
    "community structure": "community-structures",
    "private sector": "business",
    "private": "business",
    "company": "business",
    "business sector": "business",
    "ngo": "civil-society",
    "ngos": "civil-society",
    "npo": "civil-society",
    "npos": "civil-society",
    "cbo": "civil-society",
    "civil society organisation": "civil-society",
    "non governmental organisation": "civil-society",
    "church": "faith-based",
    "churches": "faith-based",
    "religious": "faith-based",
    "faith based": "faith-based",
    "fbo": "faith-based",
    "university": "academia",
    "academic": "academia",
    "academic institution": "academia",
    "education": "academia",
    "donor": "donors",
    "multilateral": "multilaterals",
    "international": "multilaterals",
}
TYPES = {
    "non profit organisation": "ngo",
    "npo": "ngo",
    "police forum": "cpf",
    "safety forum": "csf",
    "neighbourhood watch": "patrol",
    "street patrol": "patrol",
    "metro": "metropolitan-municipality",
    "church": "fbo",
    "chamber of commerce": "business-body",
}
KINDS = {
    "cpf": "cpf",
    "csf": "csf-local",
    "police forum": "cpf",
    "community policing forum": "cpf",
    "sub forum": "cpf-sub-forum",
    "cpf cluster board": "cpf-district-board",
    "district board": "cpf-district-board",
    "provincial board": "cpf-provincial-board",
    "community safety forum": "csf-local",
    "local csf": "csf-local",
    "district csf": "csf-district",
}
LEVELS = {
    "municipal": "local",
    "municipality": "local",
    "ward": "local",
    "community": "local",
    "district": "regional",
    "province": "provincial",
    "country": "national",
    "international": "global",
    "worldwide": "global",
}
ENGAGEMENTS = {
    "imbizos": "imbizo",
    "izimbizo": "imbizo",
    "call": "telephone-call",
    "phone call": "telephone-call",
}
ENGAGEMENTS |= {"forum": "forum-meeting", "cpf meeting": "forum-meeting", "csf meeting": "forum-meeting"}
MODES = {
    "face to face": "in-person",
    "physical": "in-person",
    "virtual": "video",
    "online": "video",
    "teams": "video",
}
MODES |= {
    "zoom": "video",
    "ms teams": "video",
    "microsoft teams": "video",
    "phone": "telephone",
    "e mail": "in-writing",
}
# What the name alone says of the group, told in a warning; the first that fits. Words of the name, folded.
BY_NAME = (
    (
        re.compile(
            r"\b(cpf|csf|community polic\w+ (?:sub )?forum|community safety forum|neighbourhood watch)\b"
        ),
        "community-structures",
    ),
    (re.compile(r"\b(local|district|metropolitan) municipality\b|^city of\b"), "local-government"),
    (re.compile(r"\b(saps|police service|metro police)\b"), "police-agencies"),
    (re.compile(r"^(national )?department of\b"), "government-departments"),
    (re.compile(r"\b(university|college|school)\b"), "academia"),
    (re.compile(r"\b(church|ministries|mosque|interfaith|council of churches)\b"), "faith-based"),
    (re.compile(r"\b(pty|ltd|chamber of|business forum|taxi association)\b"), "business"),
    (re.compile(r"\b(ngo|npo|npc|trust|foundation)\b"), "civil-society"),
)
BRACKETS = re.compile(r"\((.*?)\)")
CODE = re.compile(r"\b(dc\d{1,2}|buf|nma|man|eku|jhb|tsh|eth|cpt)\b")
OF_DISTRICT = re.compile(
    r"\b(city of|district municipality|metropolitan municipality|metro municipality|district|metro|municipality|dm)\b"
)


class Words:
    """The entries of one list by every word for them: their name, their code, what stands in brackets, and more."""

    def __init__(self, entries: Iterable[Any], more: dict[str, str] | None = None):
        self.entries = list(entries)
        self._found: dict[str, Any] = {}
        by_code = {entry.code: entry for entry in self.entries}
        for entry in self.entries:
            for word in (entry.name, entry.code, BRACKETS.sub("", entry.name), *BRACKETS.findall(entry.name)):
                self._found.setdefault(folded(word), entry)
        for word, code in (more or {}).items():
            if code in by_code:
                self._found.setdefault(word, by_code[code])

    def find(self, written: str) -> Any:
        word = folded(written)
        return self._found.get(word) or self._found.get(word.removesuffix("s")) or self._found.get(f"{word}s")

    def by_code(self, code: str) -> Any:
        return next((entry for entry in self.entries if entry.code == code), None)

    @property
    def offered(self) -> str:
        return ", ".join(entry.name for entry in self.entries)


class References:
    """A fixed number of queries, however long the file."""

    def __init__(self, by: User):
        provinces = list(Province.objects.all())
        self.provinces = Words(
            provinces, {word: code for code, words in PROVINCE_WORDS.items() for word in words}
        )
        self.province_of = {province.pk: province for province in provinces}
        self.groups = Words(StakeholderGroup.objects.in_use(), GROUPS)
        self.types = Words(StakeholderType.objects.in_use().select_related("group"), TYPES)
        self.classes = Words(StakeholderClass.objects.in_use())
        self.kinds = Words(StructureKind.objects.in_use(), KINDS)
        self.engagement_kinds = Words(EngagementKind.objects.in_use(), ENGAGEMENTS)
        self.modes = Words(EngagementMode.objects.in_use(), MODES)
        self.districts = list(District.objects.select_related("province"))
        self._districts: dict[str, Any] = {}
        for district in self.districts:
            for word in (district.code, district.name):
                self._districts[folded(word)] = district
        people = User.objects.filter(is_active=True)
        if not by.is_national:
            people = people.filter(readers_of(by.province_id))
        self._people: dict[str, list[User]] = {}
        for person in people:
            for word in (folded(person.name), person.email.casefold()):
                self._people.setdefault(word, []).append(person)

        self._names: dict[str, dict[Any, str]] = {
            "group": {one.pk: one.name for one in self.groups.entries},
            "type": {one.pk: one.name for one in self.types.entries},
            "district": {one.pk: str(one) for one in self.districts},
            "stakeholder_class": {one.pk: one.name for one in self.classes.entries},
            "relationship_manager": {one.pk: one.name for ones in self._people.values() for one in ones},
        }

    def province(self, written: str) -> Province | None:
        return self.provinces.find(written)

    def district(self, written: str) -> District | None:
        word = folded(written)
        if word in self._districts:
            return self._districts[word]
        if code := CODE.search(word):
            return self._districts.get(code[1])
        return self._districts.get(" ".join(OF_DISTRICT.sub(" ", word).split()))

    def people(self, written: str) -> list[User]:
        return self._people.get(written.casefold()) or self._people.get(folded(written), [])

    def level(self, written: str) -> str:
        word = folded(written)
        known = {folded(str(label)): str(value) for value, label in Stakeholder.Level.choices}
        return known.get(word, LEVELS.get(word, ""))

    def group_by_name(self, name: str) -> StakeholderGroup | None:
        word = folded(name)
        for shape, code in BY_NAME:
            if shape.search(word) and (group := self.groups.by_code(code)):
                return group
        return None

    def said(self, key: str, value: Any) -> str:
        """A value in words: the name of what a key stands for."""
        if key in self._names:
            return self._names[key].get(value, "another one")
        return dict(Stakeholder.Level.choices).get(value, str(value)) if key == "level" else str(value)

    def code_of_group(self, pk: int) -> str:
        return next((group.code for group in self.groups.entries if group.pk == pk), "")
