"""The invented community structures of the demonstration: seven in each province, one of every kind and a second forum.

Knows no model. ``found`` says what four rounds of visits found, the oldest first: F functional, P partly, N not
functional, - nobody came. Rounds: first and third quarter of last year, first and third of this year.
"""

from __future__ import annotations

from typing import NamedTuple


class Forum(NamedTuple):
    name: str
    kind: str
    district: str
    place: (
        str  # the station or municipality it belongs to; empty where it belongs to a district or the province
    )
    found: str
    executive: str  # C complete, I incomplete, O out of term, V a post fell vacant, - never elected
    part_of: int | None  # the place in its province's list of the structure above it


def _province(
    name: str,
    forums: tuple[tuple[str, str, str], tuple[str, str, str]],
    board: tuple[str, str],
    safety: tuple[tuple[str, str], tuple[str, str]],
    found: str,
    executives: str,
) -> tuple[Forum, ...]:
    """Forums are (name, district, station), the board (name, district), safety forums (name, district) twice."""
    visits = found.split()
    (first, second), ((of_district, its_district), (local, local_district)) = forums, safety
    return (
        Forum(f"{first[0]} Community Police Forum", "cpf", first[1], first[2], visits[0], executives[0], 3),
        Forum(
            f"{second[0]} Community Police Forum", "cpf", second[1], second[2], visits[1], executives[1], 3
        ),
        Forum(
            f"{first[0]} Sector 2 Sub-forum",
            "cpf-sub-forum",
            first[1],
            first[2],
            visits[2],
            executives[2],
            0,
        ),
        Forum(
            f"{board[0]} District Police Board",
            "cpf-district-board",
            board[1],
            "",
            visits[3],
            executives[3],
            4,
        ),
        Forum(
            f"{name} Provincial Police Board", "cpf-provincial-board", "", "", visits[4], executives[4], None
        ),
        Forum(of_district, "csf-district", its_district, "", visits[5], executives[5], None),
        Forum(
            f"{local} Local Safety Forum",
            "csf-local",
            local_district,
            f"{local} municipality",
            visits[6],
            executives[6],
            5,
        ),
    )


FORUMS: dict[str, tuple[Forum, ...]] = {
    "EC": _province(
        "Eastern Cape",
        (
            ("Thembalethu", "NMA", "Thembalethu station"),
            ("Mbhashe Mouth", "DC12", "Mbhashe Mouth station"),
        ),
        ("Nelson Bay", "NMA"),
        (("Karoo Gate Community Safety Forum", "DC13"), ("Sunrise Coast", "DC10")),
        "PFF- --P- ---N -F-- --F- P--- -FP-",
        "CIIC-OC",
    ),
    "FS": _province(
        "Free State",
        (
            ("Maluti Foothills", "DC19", "Maluti Foothills station"),
            ("Blesbok Flats", "DC18", "Blesbok Flats station"),
        ),
        ("Eastern Free State", "DC19"),
        (("Vaal Bend District Safety Forum", "DC20"), ("Xhariep Dam", "DC16")),
        "-PF- -F-- ---- F--- --P- -N-- ----",
        "CII-COI",
    ),
    "GP": _province(
        "Gauteng",
        (("Kathorus", "EKU", "Kathorus station"), ("Ga-Rankuwa Hills", "TSH", "Ga-Rankuwa Hills station")),
        ("Ekurhuleni East", "EKU"),
        (("West Rand Reef Community Safety Forum", "DC48"), ("Vaal Willows", "DC42")),
        "FFFF -NPP --F- -PF- --FF -FF- --N-",
        "CCVICIO",
    ),
    "KZN": _province(
        "KwaZulu-Natal",
        (("Inanda Dam", "ETH", "Inanda Dam station"), ("Tugela Mouth", "DC29", "Tugela Mouth station")),
        ("Coastal", "ETH"),
        (("King’s Road Community Safety Forum", "DC28"), ("Umzimvubu Hills", "DC43")),
        "-FFF -NN- --F- P-P- -F-- --FF -P-N",
        "CIIOCCI",
    ),
    "LP": _province(
        "Limpopo",
        (
            ("Sekhukhune Ridge", "DC47", "Sekhukhune Ridge station"),
            ("Ḓzwerani", "DC34", "Ḓzwerani station"),
        ),
        ("Vhembe Hills", "DC34"),
        (("Ḽifa Ḽashu Safety Forum", "DC34"), ("Marula Plains", "DC33")),
        "-FF- --N- P--- -FF- --F- F--- -P--",
        "CO-ICCI",
    ),
    "MP": _province(
        "Mpumalanga",
        (("Kanyamazane", "DC32", "Kanyamazane station"), ("Witbank Ridge", "DC31", "Witbank Ridge station")),
        ("Lowveld", "DC32"),
        (("Highveld Ridge District Safety Forum", "DC31"), ("Mkhondo Hills", "DC30")),
        "-PP- N--- --P- -F-F ---- -FF- --F-",
        "VI-CICC",
    ),
    "NC": _province(
        "Northern Cape",
        (
            ("Kalahari Salt Pans", "DC8", "Kalahari Salt Pans station"),
            ("Orange Bend", "DC9", "Orange Bend station"),
        ),
        ("Kgalagadi", "DC45"),
        (("Namaqua Coast District Safety Forum", "DC6"), ("Karee Plains", "DC7")),
        "-F-- ---- --N- P--- -P-- --P- ----",
        "CO-IC-I",
    ),
    "NW": _province(
        "North West",
        (("Jouberton", "DC40", "Jouberton station"), ("Taung Heights", "DC39", "Taung Heights station")),
        ("Bojanala", "DC37"),
        (("Molopo Community Safety Forum", "DC38"), ("Marico Springs", "DC38")),
        "--F- -NF- F--- --P- -F-- -PF- ----",
        "CII-OCI",
    ),
    "WC": _province(
        "Western Cape",
        (("Overberg", "DC3", "Overberg station"), ("Cape Dunes", "CPT", "Cape Dunes station")),
        ("Winelands", "DC2"),
        (("Garden Route District Safety Forum", "DC4"), ("Cederberg Vale", "DC1")),
        "FFFF -PP- --F- -F-F --F- -FP- --P-",
        "CCIVCCO",
    ),
}
# What is told of some of them besides: by province and place in its list.
WITHDRAWN_EARLY = ("FS", 1)  # the assessment was withdrawn half a year ago
WITHDRAWN_LATE = ("KZN", 2)  # and here three weeks ago
CLOSED = ("WC", 1)  # archived after the last quarter
NEW = ("NW", 6)  # established after the last quarter
HOSTS = {("EC", 6): "Sunrise Coast Local Municipality", ("MP", 6): "Mkhondo Hills Local Municipality"}

SUPPORT = (
    "Training of the executive in minutes and finance; the provincial secretariat can give it.",
    "A general meeting to fill the posts that are vacant, called with the station commander.",
    "A meeting place that can be reached by public transport; the municipality has a hall.",
    "A safety plan of its own, drafted with the sector commanders in two workshops.",
)
SEEN = {
    "yes": ("Seen in the file.", "Confirmed by the minutes.", ""),
    "partly": ("Only for part of the year.", "A draft exists.", ""),
    "no": ("Nothing was found.", "The office bearers could not show it.", ""),
    "na": ("The structure receives no grant.",),
}
# What the second version of the instrument for police forums asks besides, and from how many per cent on it calls a
# forum functional.
ADDED_QUESTION = {
    "text": "Does the forum report back to residents at least twice a year?",
    "help_text": "See the invitations and the attendance registers.",
    "weight": 2,
    "is_essential": False,
}
DRAFTED_QUESTION = {
    "text": "Are women and young people members of the executive?",
    "help_text": "Compare with the executive as it serves.",
    "weight": 1,
    "is_essential": False,
}
SECOND_BANDS = {"functional": 80, "partly": 50, "not_functional": 0}
