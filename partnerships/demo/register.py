"""The invented organisations of the demonstration: who they are, where, and what became of them.

Fate: P partner for long, N partner decided within the two years, D dormant partner, A under assessment,
a assessment begun, I identified, W not now, X declined, C ended: purpose completed, L ended: withdrew,
S ended: became a service provider, O ended: another reason, R archived.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    name: str
    type: str  # code of the type; the group follows from it
    level: str
    district: str
    seat: str
    fate: str


ENTRIES: dict[str | None, tuple[Entry, ...]] = {
    None: (
        Entry("Khanya Safety Trust", "ngo", "national", "", "Johannesburg", "P"),
        Entry("Thuto Bridge Institute", "research-institute", "national", "", "Pretoria", "P"),
        Entry("Umbono Youth Network", "youth-organisation", "national", "", "Durban", "P"),
        Entry("Ikhwezi Business Forum", "business-body", "national", "", "Johannesburg", "S"),
        Entry("Sizanani Private Security Alliance", "private-security", "national", "", "Midrand", "P"),
        Entry("Indawo Interfaith Council", "interfaith-council", "national", "", "Bloemfontein", "P"),
        Entry("Ukhozi University Consortium", "university", "national", "", "Pretoria", "P"),
        Entry("National Department of Public Places", "national-department", "national", "", "Pretoria", "N"),
        Entry("Baobab Foundation for Safer Streets", "foundation", "global", "", "Cape Town", "P"),
        Entry("Southern Horizon Safety Programme", "regional-body", "global", "", "Pretoria", "A"),
    ),
    "EC": (
        Entry("Sunrise Coast Local Municipality", "local-municipality", "local", "DC10", "Port Alfred", "P"),
        Entry("Indlela Faith Leaders", "fbo", "provincial", "DC15", "Mthatha", "N"),
        Entry("Thembalethu Community Police Forum", "cpf", "local", "NMA", "Gqeberha", "I"),
        Entry(
            "Amatola Women’s Shelter Network", "womens-organisation", "provincial", "BUF", "East London", "N"
        ),
        Entry("Wild Coast Taxi Association", "taxi-association", "regional", "DC15", "Mthatha", "X"),
        Entry("Karoo Gate Community Safety Forum", "csf", "regional", "DC13", "Komani", "D"),
        Entry("Bhisho College of Community Studies", "college", "provincial", "BUF", "Bhisho", "W"),
        Entry("Nelson Bay Harbour Traders", "business-body", "local", "NMA", "Gqeberha", "A"),
    ),
    "FS": (
        Entry("Blue Crane Chamber of Commerce", "business-body", "regional", "MAN", "Bloemfontein", "N"),
        Entry("Letsatsi Farmers’ Union", "farmers-union", "provincial", "DC19", "Bethlehem", "P"),
        Entry("Maluti Foothills Community Police Forum", "cpf", "local", "DC19", "Phuthaditjhaba", "I"),
        Entry("Gold Fields Victim Empowerment Centre", "victim-support", "local", "DC18", "Welkom", "N"),
        Entry("Khotso Congregations Forum", "fbo", "regional", "DC18", "Welkom", "C"),
        Entry("Vaal Bend District Safety Forum", "csf", "regional", "DC20", "Sasolburg", "a"),
        Entry("Modder River Youth Desk", "youth-organisation", "local", "MAN", "Bloemfontein", "D"),
    ),
    "GP": (
        Entry("Lesedi Community Patrol Network", "patrol", "local", "TSH", "Ga-Rankuwa", "P"),
        Entry("Egoli Inner City Property Forum", "business-body", "local", "JHB", "Johannesburg", "P"),
        Entry("Tshireletso Legal Clinic", "legal-clinic", "provincial", "TSH", "Pretoria", "P"),
        Entry("Kathorus Community Police Forum", "cpf", "local", "EKU", "Katlehong", "N"),
        Entry("Vaal Steel Works Safety Desk", "company", "local", "DC42", "Vanderbijlpark", "L"),
        Entry("West Rand Reef Community Safety Forum", "csf", "regional", "DC48", "Randfontein", "A"),
        Entry("Mamelodi Hills Street Committees", "cbo", "local", "TSH", "Mamelodi", "I"),
        Entry("Gauteng Interchurch Peace Desk", "fbo", "provincial", "JHB", "Soweto", "D"),
        Entry("Ekurhuleni Night Shift Transport", "taxi-association", "local", "EKU", "Germiston", "W"),
        Entry("Isibani Media Trust", "ngo", "provincial", "JHB", "Johannesburg", "R"),
    ),
    "KZN": (
        Entry("Msunduzi Traders’ Guild", "business-body", "local", "DC22", "Pietermaritzburg", "P"),
        Entry("Inanda Dam Community Police Forum", "cpf", "local", "ETH", "eThekwini", "N"),
        Entry("Isibindi Victim Support", "victim-support", "provincial", "ETH", "Durban", "P"),
        Entry("Zululand Amakhosi Safety Council", "cbo", "regional", "DC26", "Ulundi", "N"),
        Entry("Tugela Valley Farmers’ Union", "farmers-union", "regional", "DC23", "Ladysmith", "D"),
        Entry("Harbour View Logistics", "company", "local", "ETH", "Durban", "X"),
        Entry("King’s Road Community Safety Forum", "csf", "regional", "DC28", "Empangeni", "A"),
        Entry("Umlazi Stars Youth Network", "youth-organisation", "local", "ETH", "Umlazi", "I"),
        Entry("Ubuhle Faith Network", "fbo", "provincial", "DC29", "KwaDukuza", "O"),
    ),
    "LP": (
        Entry("Vhuṱali Community Trust", "ngo", "regional", "DC34", "Thohoyandou", "P"),
        Entry("Ḽifa Ḽashu Safety Forum", "csf", "regional", "DC34", "Makhado", "P"),
        Entry("Ṋemuḓi Youth Network", "youth-organisation", "local", "DC34", "Musina", "N"),
        Entry("Agang Legal Advice Office", "legal-clinic", "provincial", "DC35", "Polokwane", "P"),
        Entry("Mopani Timber Growers", "farmers-union", "regional", "DC33", "Tzaneen", "D"),
        Entry("Sekhukhune Ridge Community Police Forum", "cpf", "local", "DC47", "Burgersfort", "I"),
        Entry("Bushveld Tourism Safety Desk", "business-body", "regional", "DC36", "Bela-Bela", "A"),
        Entry("Khosikhulu College of Policing Studies", "college", "provincial", "DC34", "Thohoyandou", "W"),
        Entry("Limpopo River Faith Union", "fbo", "local", "DC34", "Musina", "R"),
    ),
    "MP": (
        Entry("Highveld Interfaith Council", "interfaith-council", "regional", "DC31", "Emalahleni", "D"),
        Entry("Lowveld Growers’ Association", "farmers-union", "regional", "DC32", "Mbombela", "P"),
        Entry("Mkhondo Hills Local Municipality", "local-municipality", "local", "DC30", "eMkhondo", "N"),
        Entry("Kanyamazane Community Police Forum", "cpf", "local", "DC32", "Mbombela", "a"),
        Entry("Power Station Neighbours Forum", "cbo", "local", "DC31", "Emalahleni", "I"),
        Entry("Inkanyezi Women’s Network", "womens-organisation", "provincial", "DC30", "Ermelo", "N"),
        Entry("Nkomazi Transport Company", "company", "local", "DC32", "Malalane", "X"),
    ),
    "NC": (
        Entry("Namaqua Fishers’ Co-operative", "business-body", "local", "DC6", "Port Nolloth", "P"),
        Entry("Pula Water and Safety Trust", "ngo", "provincial", "DC9", "Kimberley", "N"),
        Entry("Kalahari Salt Pans Community Police Forum", "cpf", "local", "DC8", "Upington", "I"),
        Entry("Gariep Wine Route Association", "business-body", "regional", "DC8", "Keimoes", "D"),
        Entry("Kgalagadi Youth Desk", "youth-organisation", "regional", "DC45", "Kuruman", "A"),
        Entry("Diamond City University of Technology", "university", "provincial", "DC9", "Kimberley", "W"),
    ),
    "NW": (
        Entry("Mphatlalatsane Victim Support", "victim-support", "provincial", "DC38", "Mahikeng", "P"),
        Entry("Platinum Belt Employers’ Desk", "business-body", "regional", "DC37", "Rustenburg", "N"),
        Entry("Molopo Community Safety Forum", "csf", "regional", "DC38", "Mahikeng", "N"),
        Entry("Taung Skull Heritage Guides", "cbo", "local", "DC39", "Taung", "I"),
        Entry("Jouberton Community Police Forum", "cpf", "local", "DC40", "Klerksdorp", "A"),
        Entry("Pilanesberg Lodge Owners", "business-body", "local", "DC37", "Mogwase", "D"),
        Entry("Batho Pele Church Union", "fbo", "regional", "DC37", "Rustenburg", "C"),
    ),
    "WC": (
        Entry("Karoo Rural Safety Alliance", "patrol", "regional", "DC5", "Beaufort West", "P"),
        Entry("Flats Community Mediation Centre", "ngo", "local", "CPT", "Cape Town", "N"),
        Entry("Winelands Growers’ Safety Desk", "farmers-union", "regional", "DC2", "Worcester", "P"),
        Entry("Garden Route District Safety Forum", "csf", "regional", "DC4", "George", "N"),
        Entry("Table Bay Night Markets", "business-body", "local", "CPT", "Cape Town", "L"),
        Entry("Overberg Community Police Forum", "cpf", "local", "DC3", "Bredasdorp", "I"),
        Entry("Mfuleni Walking Bus Volunteers", "cbo", "local", "CPT", "Cape Town", "A"),
    ),
}

# Names for contact people, put together at random and marked as invented.
FIRST_NAMES = (
    "Ayanda", "Bongiwe", "Cebo", "Dineo", "Elelwani", "Fezile", "Gugu", "Hendrik", "Itumeleng", "Jabu", "Kagiso",
    "Lerato", "Mashudu", "Naledi", "Oupa", "Palesa", "Rendani", "Susanna", "Tshilidzi", "Unathi", "Vuyo", "Zodwa",
)  # fmt: skip
LAST_NAMES = (
    "Adams", "Bopape", "Cele", "Davids", "Fourie", "Gumede", "Hadebe", "Isaacs", "Jantjies", "Kekana", "Luthuli",
    "Maluleke", "Ṅwaha", "Ndou", "Phiri", "Ramaṱo", "Sithole", "Tau", "Van Wyk", "Xaba", "Zwane",
)  # fmt: skip
POSTS = ("Director", "Chairperson", "Programme manager", "Coordinator", "Secretary", "Trustee")
