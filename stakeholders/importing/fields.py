"""What a list can tell us: our fields, and the headings by which real lists call them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SAME_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"})
NOT_A_WORD = re.compile(r"[^0-9a-z#]+")
APOSTROPHES = re.compile("['’‘`´]")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """A name without what people write now so, now so: case, accents, apostrophes, points, “&” for “and”."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(SAME_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(NOT_A_WORD.sub(" ", APOSTROPHES.sub("", plain).replace("&", " and ")).split())


@dataclass(frozen=True)
class ImportField:
    """``name`` is what a mapping of columns holds; ``part`` and ``key`` say where the value goes in a row's values."""

    name: str
    label: str
    headings: tuple[str, ...]
    example: str = ""

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        return self.name.partition(".")[2]


PARTS = {
    "stakeholder": "The stakeholder",
    "contact": "Contact person",
    "contact2": "Second contact person",
    "structure": "Community structure",
    "engagement": "Engagement",
}


def _field(name: str, label: str, headings: str, example: str = "") -> ImportField:
    """A field whose headings stand in one text, set apart by semicolons."""
    return ImportField(name, label, tuple(headings.split("; ")), example)


FIELDS: tuple[ImportField, ...] = (
    _field(
        "stakeholder.name",
        "Name",
        "Name of stakeholder; Stakeholder; Stakeholder name; Organisation; Organization; "
        "Organisation name; Name of organisation; Name of organization; Organisation / institution; "
        "Institution; Name of institution; Company; Company name; Entity; Partner; Name of partner; "
        "Name of structure; Structure name; Name of forum; Forum; Name of CPF; CPF name; CPF; "
        "Name of CSF; CSF name; CSF; NGO; Name of NGO; NPO name; Department; Name of department; "
        "Name of entity; Role player; Body; Organisasie; Naam van organisasie",
        "Thusano Safety Network (demo)",
    ),
    _field(
        "stakeholder.short_name",
        "Short name",
        "Acronym; Abbreviation; Abbr; Short form; Known as; Afkorting",
        "TSN",
    ),
    _field(
        "stakeholder.group",
        "Group",
        "Stakeholder group; Category; Sector; Stakeholder category; Groep; Cluster of stakeholder",
        "Civil society",
    ),
    _field(
        "stakeholder.type",
        "Type",
        "Stakeholder type; Type of organisation; Type of organization; Type of stakeholder; Sub category",
        "Non-governmental organisation (NGO)",
    ),
    _field(
        "stakeholder.level",
        "Level",
        "Sphere; Sphere of government; Level of operation; Vlak; Scope",
        "Local",
    ),
    _field("stakeholder.province", "Province", "Prov; Province name; Provinsie; Province code", "GP"),
    _field(
        "stakeholder.district",
        "District or metro",
        "District; Metro; District municipality; District / metro; District or metropolitan municipality; "
        "Distrik",
        "West Rand",
    ),
    _field(
        "stakeholder.seat",
        "Town or suburb",
        "Town; City; Suburb; Seat; Town / city; Area; Location; Dorp; Place of office",
        "Mogale City",
    ),
    _field(
        "stakeholder.stakeholder_class",
        "Class",
        "Stakeholder class; Classification; Importance",
        "Keep informed",
    ),
    _field(
        "stakeholder.relationship_manager",
        "Relationship manager",
        "Account manager; Responsible official; Our contact; Relationship owner; Responsible person",
        "E-mail or full name of a colleague",
    ),
    _field(
        "stakeholder.mandate",
        "Mandate",
        "What it does; Description; Purpose of organisation; Core business; Services; Services offered; "
        "Focus; Area of work; Role; Mandaat",
        "Safety of women and children",
    ),
    _field(
        "stakeholder.registration_number",
        "Registration number",
        "Reg no; Reg number; Registration no; NPO number; NPO no; NPO registration number; NPC number; "
        "CIPC number; Company registration number; Registrasienommer",
        "123-456 NPO",
    ),
    _field(
        "stakeholder.website",
        "Website",
        "Web site; Web address; Web; URL; Internet; Homepage; Web page; Webwerf",
        "www.example.org",
    ),
    _field(
        "stakeholder.source",
        "Source",
        "Source of information; Where from; Bron",
        "Letter of March 2026",
    ),
    _field(
        "contact.name",
        "Name of the contact person",
        "Contact person; Contact name; Name of contact person; Contact person name; Contact; "
        "Representative; Name of representative; Chairperson; Name of chairperson; CPF chairperson; "
        "Chair; Official; Full name; Full names; Name and surname; Name & surname; Names; Person; "
        "Kontakpersoon; Voorsitter; First name; First names; Focal person; "
        "Contact person / representative",
        "Ms A Example",
    ),
    _field(
        "contact.surname",
        "Surname of the contact person",
        "Surname; Last name; Family name; Contact surname; Van",
    ),
    _field("contact.title", "Title of the contact person", "Title; Salutation; Rank; Titel"),
    _field(
        "contact.post",
        "Post of the contact person",
        "Position; Post; Designation; Job title; Portfolio; Capacity; Rank / position; Pos; Rang",
        "Coordinator",
    ),
    _field(
        "contact.phone",
        "Work telephone",
        "Telephone; Tel; Tel no; Tel number; Telephone number; Telephone no; Phone; Phone number; "
        "Phone no; Contact number; Contact numbers; Contact no; Contact nr; Contact telephone; "
        "Contact details; Office number; Work telephone; Landline; Office tel; Telefoon; Tel / cell; "
        "Tel nr; Number",
        "012 345 6789",
    ),
    _field(
        "contact.mobile",
        "Work mobile telephone",
        "Cell; Cell no; Cell number; Cellphone; Cellphone number; Cell phone; Mobile; Mobile number; "
        "Cellular; Selfoon; Sel; Mobile no; Cell phone number; Cellular number",
    ),
    _field(
        "contact.email",
        "Work e-mail",
        "E-mail; Email; E-mail address; Email address; Mail; Contact email; E-pos; Work email",
        "name@example.org",
    ),
    _field(
        "contact.is_main",
        "Main contact (yes or no)",
        "Main contact; Primary contact; Primary; Main",
        "Yes",
    ),
    _field(
        "contact2.name",
        "Name of the second contact person",
        "Contact person 2; Second contact person; Second contact; Alternative contact; Alternate contact; "
        "Alternative contact person; Secretary; Name of secretary; Deputy chairperson; Contact 2; "
        "Secundus; Sekretaris",
    ),
    _field("contact2.post", "Post of the second contact person", "Position 2; Post 2; Designation 2"),
    _field(
        "contact2.phone",
        "Telephone of the second contact person",
        "Telephone 2; Tel 2; Contact number 2; Cell 2; Phone 2; Alternative number; Secretary cell",
    ),
    _field("contact2.email", "E-mail of the second contact person", "E-mail 2; Email 2; Alternative email"),
    _field(
        "structure.kind",
        "Kind of community structure",
        "Kind of structure; Structure; Type of structure; Structure type; Type of forum",
        "Community police forum",
    ),
    _field(
        "structure.station",
        "Police station",
        "Station; SAPS station; Police station name; Name of station; Polisiestasie; Precinct",
    ),
    _field(
        "structure.municipality",
        "Local municipality",
        "Municipality; Local municipality name; Munisipaliteit; LM",
    ),
    _field(
        "structure.launched_on",
        "Established on",
        "Date established; Established; Date launched; Launched on; Date of establishment; Launch date",
        "2021-06-16",
    ),
    _field(
        "structure.term_years",
        "Term of the executive in years",
        "Term; Term of office; Term years; Term in years",
        "3",
    ),
    _field(
        "engagement.held_on",
        "Date of the engagement",
        "Date; Date of engagement; Engagement date; Date of meeting; Meeting date; Date held; "
        "Last engagement; Last meeting; Date of last engagement; Date of last meeting; Last contact; "
        "Datum",
        "2026-03-31",
    ),
    _field(
        "engagement.kind",
        "Kind of engagement",
        "Engagement; Type of engagement; Engagement type; Kind of meeting; Type of meeting",
        "Meeting",
    ),
    _field(
        "engagement.purpose",
        "Purpose of the engagement",
        "Purpose; Purpose of engagement; Subject; Topic; Purpose of meeting; Agenda; Matter; Doel",
        "Safety plan for the festive season",
    ),
    _field("engagement.mode", "How people met", "Mode; How; Mode of engagement; Platform", "In person"),
    _field("engagement.place", "Place of the engagement", "Venue; Place of meeting; Place; Plek"),
    _field(
        "engagement.attendance",
        "Number present",
        "Attendance; Number of attendees; Attendees; No of attendees; Participants; Number of people",
        "25",
    ),
    _field(
        "engagement.notes",
        "Notes of the engagement",
        "Notes of engagement; Outcome; Outcomes; Resolutions; Minutes; Notes; Discussion",
    ),
)
FIELD: dict[str, ImportField] = {field.name: field for field in FIELDS}
# The one without which a row says nothing.
NEEDED = "stakeholder.name"


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields under the headings of their parts, as a drop-down shows them."""
    return [
        (heading, [(field.name, field.label) for field in FIELDS if field.part == part])
        for part, heading in PARTS.items()
    ]
