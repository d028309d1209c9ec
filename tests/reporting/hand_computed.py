"""What the demonstration holds of structures, engagements and promises for Q2 2026/27, and what follows on paper.

tests/reporting/test_hand_computed_register.py compares these tables with the records, and their sums with the report.
"""

from __future__ import annotations

from datetime import date

# --- structures that stood on 30 September 2026 -----------------------------------------------------------------------
# (province, kind, name, the visit that counts: the latest from 1 October 2025 to 30 September 2026, its score, result)
# F functional, P partly functional, N not functional, - not assessed. Not in the list: Marico Springs Local Safety
# Forum in North West, established on 14 October 2026.
STRUCTURES = [
    ("EC", "cpf", "Thembalethu Community Police Forum", date(2026, 6, 10), 89, "F"),
    ("EC", "cpf", "Mbhashe Mouth Community Police Forum", date(2026, 5, 1), 60, "P"),
    (
        "EC",
        "cpf-sub-forum",
        "Thembalethu Sector 2 Sub-forum",
        None,
        None,
        "-",
    ),  # visited on 2026-11-20: after the quarter
    ("EC", "cpf-district-board", "Nelson Bay District Police Board", date(2025, 10, 13), 86, "F"),
    ("EC", "cpf-provincial-board", "Eastern Cape Provincial Police Board", date(2026, 4, 24), 90, "F"),
    (
        "EC",
        "csf-district",
        "Karoo Gate Community Safety Forum",
        None,
        None,
        "-",
    ),  # visited on 2025-06-13: longer ago than a year
    ("EC", "csf-local", "Sunrise Coast Local Safety Forum", date(2026, 4, 16), 64, "P"),
    ("FS", "cpf", "Maluti Foothills Community Police Forum", date(2026, 5, 8), 87, "F"),
    (
        "FS",
        "cpf",
        "Blesbok Flats Community Police Forum",
        None,
        None,
        "-",
    ),  # visited on 2025-12-09, withdrawn on 2026-05-07
    ("FS", "cpf-sub-forum", "Maluti Foothills Sector 2 Sub-forum", None, None, "-"),
    (
        "FS",
        "cpf-district-board",
        "Eastern Free State District Police Board",
        None,
        None,
        "-",
    ),  # visited on 2025-05-12: longer ago than a year
    ("FS", "cpf-provincial-board", "Free State Provincial Police Board", date(2026, 5, 26), 65, "P"),
    ("FS", "csf-district", "Vaal Bend District Safety Forum", date(2025, 11, 7), 26, "N"),
    ("FS", "csf-local", "Xhariep Dam Local Safety Forum", None, None, "-"),
    ("GP", "cpf", "Kathorus Community Police Forum", date(2026, 4, 10), 87, "F"),
    ("GP", "cpf", "Ga-Rankuwa Hills Community Police Forum", date(2026, 4, 17), 63, "P"),
    ("GP", "cpf-sub-forum", "Kathorus Sector 2 Sub-forum", date(2026, 6, 11), 87, "F"),
    ("GP", "cpf-district-board", "Ekurhuleni East District Police Board", date(2026, 5, 26), 87, "F"),
    ("GP", "cpf-provincial-board", "Gauteng Provincial Police Board", date(2026, 5, 15), 89, "F"),
    ("GP", "csf-district", "West Rand Reef Community Safety Forum", date(2026, 6, 15), 86, "F"),
    ("GP", "csf-local", "Vaal Willows Local Safety Forum", date(2026, 5, 19), 29, "N"),
    ("KZN", "cpf", "Inanda Dam Community Police Forum", date(2026, 4, 10), 94, "F"),
    ("KZN", "cpf", "Tugela Mouth Community Police Forum", date(2026, 5, 12), 23, "N"),
    (
        "KZN",
        "cpf-sub-forum",
        "Inanda Dam Sector 2 Sub-forum",
        date(2026, 6, 5),
        87,
        "F",
    ),  # withdrawn on 2026-11-03: it still counted
    ("KZN", "cpf-district-board", "Coastal District Police Board", date(2026, 4, 9), 63, "P"),
    ("KZN", "cpf-provincial-board", "KwaZulu-Natal Provincial Police Board", date(2025, 12, 12), 93, "F"),
    ("KZN", "csf-district", "King’s Road Community Safety Forum", date(2026, 6, 17), 86, "F"),
    ("KZN", "csf-local", "Umzimvubu Hills Local Safety Forum", date(2025, 11, 21), 71, "P"),
    ("LP", "cpf", "Sekhukhune Ridge Community Police Forum", date(2026, 4, 16), 87, "F"),
    ("LP", "cpf", "Ḓzwerani Community Police Forum", date(2026, 6, 17), 21, "N"),
    (
        "LP",
        "cpf-sub-forum",
        "Sekhukhune Ridge Sector 2 Sub-forum",
        None,
        None,
        "-",
    ),  # visited on 2025-05-23: longer ago than a year
    ("LP", "cpf-district-board", "Vhembe Hills District Police Board", date(2026, 6, 15), 91, "F"),
    ("LP", "cpf-provincial-board", "Limpopo Provincial Police Board", date(2026, 4, 28), 89, "F"),
    (
        "LP",
        "csf-district",
        "Ḽifa Ḽashu Safety Forum",
        None,
        None,
        "-",
    ),  # visited on 2025-05-23: longer ago than a year
    ("LP", "csf-local", "Marula Plains Local Safety Forum", date(2025, 12, 12), 64, "P"),
    ("MP", "cpf", "Kanyamazane Community Police Forum", date(2026, 5, 29), 65, "P"),
    (
        "MP",
        "cpf",
        "Witbank Ridge Community Police Forum",
        None,
        None,
        "-",
    ),  # visited on 2025-04-28: longer ago than a year
    ("MP", "cpf-sub-forum", "Kanyamazane Sector 2 Sub-forum", date(2026, 4, 30), 65, "P"),
    ("MP", "cpf-district-board", "Lowveld District Police Board", date(2025, 11, 28), 90, "F"),
    ("MP", "cpf-provincial-board", "Mpumalanga Provincial Police Board", None, None, "-"),
    ("MP", "csf-district", "Highveld Ridge District Safety Forum", date(2026, 5, 15), 88, "F"),
    ("MP", "csf-local", "Mkhondo Hills Local Safety Forum", date(2026, 5, 5), 83, "F"),
    ("NC", "cpf", "Kalahari Salt Pans Community Police Forum", date(2025, 10, 9), 93, "F"),
    ("NC", "cpf", "Orange Bend Community Police Forum", None, None, "-"),
    ("NC", "cpf-sub-forum", "Kalahari Salt Pans Sector 2 Sub-forum", date(2026, 6, 5), 17, "N"),
    (
        "NC",
        "cpf-district-board",
        "Kgalagadi District Police Board",
        None,
        None,
        "-",
    ),  # visited on 2025-04-11: longer ago than a year
    ("NC", "cpf-provincial-board", "Northern Cape Provincial Police Board", date(2025, 10, 13), 66, "P"),
    ("NC", "csf-district", "Namaqua Coast District Safety Forum", date(2026, 4, 15), 64, "P"),
    ("NC", "csf-local", "Karee Plains Local Safety Forum", None, None, "-"),
    ("NW", "cpf", "Jouberton Community Police Forum", date(2026, 6, 10), 93, "F"),
    ("NW", "cpf", "Taung Heights Community Police Forum", date(2026, 5, 22), 87, "F"),
    (
        "NW",
        "cpf-sub-forum",
        "Jouberton Sector 2 Sub-forum",
        None,
        None,
        "-",
    ),  # visited on 2025-06-10: longer ago than a year
    ("NW", "cpf-district-board", "Bojanala District Police Board", date(2026, 4, 29), 65, "P"),
    ("NW", "cpf-provincial-board", "North West Provincial Police Board", date(2025, 10, 31), 88, "F"),
    ("NW", "csf-district", "Molopo Community Safety Forum", date(2026, 5, 4), 90, "F"),
    ("WC", "cpf", "Overberg Community Police Forum", date(2026, 6, 5), 87, "F"),
    (
        "WC",
        "cpf",
        "Cape Dunes Community Police Forum",
        date(2026, 5, 21),
        60,
        "P",
    ),  # archived on 24 October: it still stood
    ("WC", "cpf-sub-forum", "Overberg Sector 2 Sub-forum", date(2026, 5, 8), 87, "F"),
    ("WC", "cpf-district-board", "Winelands District Police Board", date(2025, 10, 24), 90, "F"),
    ("WC", "cpf-provincial-board", "Western Cape Provincial Police Board", date(2026, 5, 13), 91, "F"),
    ("WC", "csf-district", "Garden Route District Safety Forum", date(2026, 4, 30), 69, "P"),
    ("WC", "csf-local", "Cederberg Vale Local Safety Forum", date(2026, 6, 19), 67, "P"),
]

# Province → structures, functional, partly, not functional, not assessed; police forums and boards, then safety forums.
FOUND = {
    "Eastern Cape": ((5, 3, 1, 0, 1), (2, 0, 1, 0, 1)),
    "Free State": ((5, 1, 1, 0, 3), (2, 0, 0, 1, 1)),
    "Gauteng": ((5, 4, 1, 0, 0), (2, 1, 0, 1, 0)),
    "KwaZulu-Natal": ((5, 3, 1, 1, 0), (2, 1, 1, 0, 0)),
    "Limpopo": ((5, 3, 0, 1, 1), (2, 0, 1, 0, 1)),
    "Mpumalanga": ((5, 1, 2, 0, 2), (2, 2, 0, 0, 0)),
    "Northern Cape": ((5, 1, 1, 1, 2), (2, 0, 1, 0, 1)),
    "North West": ((5, 3, 1, 0, 1), (1, 1, 0, 0, 0)),
    "Western Cape": ((5, 4, 1, 0, 0), (2, 0, 2, 0, 0)),
}
# 3+1+4+3+3+1+1+3+4 = 23; 1+1+1+1+0+2+1+1+1 = 9; 0+0+0+1+1+0+1+0+0 = 3; 1+3+0+0+1+2+2+1+0 = 10; 23+9+3+10 = 45
POLICE = (45, 23, 9, 3, 10)
# 0+0+1+1+0+2+0+1+0 = 5; 1+0+0+1+1+0+1+0+2 = 6; 0+1+1+0+0+0+0+0+0 = 2; 1+1+0+0+1+0+1+0+0 = 4; 5+6+2+4 = 17
SAFETY = (17, 5, 6, 2, 4)
# 45 + 17, 23 + 5, 9 + 6, 3 + 2, 10 + 4
ALL_STRUCTURES = (62, 28, 15, 5, 14)
SUPPORT_IN_GAUTENG = [
    "Ga-Rankuwa Hills Community Police Forum (demo)",
    "Vaal Willows Local Safety Forum (demo)",
]

# --- engagements held from 1 July to 30 September 2026 ----------------------------------------------------------------
# (kind, group, province) → how many were present at each; None: nobody counted
ENGAGEMENTS = {
    ("interview", "civil-society", "KZN"): [2],
    ("interview", "donors", ""): [2],
    ("group-interview", "community-structures", "KZN"): [7],
    ("workshop", "civil-society", "FS"): [23],
    ("workshop", "business", "GP"): [17],
    ("workshop", "academia", "NC"): [21],
    ("workshop", "civil-society", "WC"): [27],
    ("workshop", "civil-society", ""): [33],
    ("presentation", "faith-based", "EC"): [43],
    ("presentation", "business", ""): [55],
    ("meeting", "local-government", "EC"): [7],
    ("meeting", "community-structures", "GP"): [9],
    ("meeting", "civil-society", "NC"): [9],
    ("meeting", "community-structures", "NW"): [6],
    ("meeting", "community-structures", "WC"): [9],
    ("meeting", "multilaterals", ""): [5],
    ("meeting", "academia", ""): [12],
    ("meeting", "faith-based", ""): [9],
    ("meeting", "civil-society", ""): [12],
    ("telephone-call", "business", "EC"): [2],
    ("telephone-call", "civil-society", "KZN"): [2],
    ("telephone-call", "civil-society", "LP"): [2],
    ("telephone-call", "business", "MP"): [2],
    ("telephone-call", "government-departments", ""): [2],
    ("imbizo", "community-structures", "EC"): [195],
    ("imbizo", "civil-society", "GP"): [299],
    ("imbizo", "civil-society", "NW"): [264],
    ("imbizo", "business", "WC"): [229],
    ("imbizo", "community-structures", "WC"): [251],
    ("forum-meeting", "community-structures", "EC"): [23, 17, 35, 30],
    ("forum-meeting", "community-structures", "FS"): [16, 28, 33, None],
    ("forum-meeting", "community-structures", "GP"): [33, 12, 36, 25],
    ("forum-meeting", "community-structures", "KZN"): [26, 19, 16, 10],
    ("forum-meeting", "community-structures", "LP"): [None, None, 23, 16],
    ("forum-meeting", "community-structures", "MP"): [38, 16, None, 38],
    ("forum-meeting", "community-structures", "NC"): [36, 25, 12, 33],
    ("forum-meeting", "community-structures", "NW"): [34, 34, 19, 21, 28],
    ("forum-meeting", "community-structures", "WC"): [13, None, 13],
}
# Name → held, present
BY_KIND = {
    "Interview": (2, 4),  # 2 + 2
    "Group interview": (1, 7),
    "Workshop": (5, 121),  # 23 + 17 + 21 + 27 + 33
    "Presentation": (2, 98),  # 43 + 55
    "Meeting": (9, 78),  # 7 + 9 + 9 + 6 + 9 + 5 + 12 + 9 + 12
    "Telephone call": (5, 10),  # 5 times 2
    "Imbizo": (5, 1238),  # 195 + 299 + 264 + 229 + 251
    # EC 105, FS 77, GP 106, KZN 71, LP 39, MP 92, NC 106, NW 136, WC 26; five of 36 were not counted
    "Forum meeting": (36, 758),
}
BY_GROUP = {
    "Civil society": (10, 673),  # 2 + 23 + 27 + 33 + 9 + 12 + 2 + 2 + 299 + 264
    "Donors": (1, 2),
    # 7 + (9 + 6 + 9) + (195 + 251) + 758; 1 + 3 + 2 + 36 = 42 of them
    "Community structures": (42, 1235),
    "Business": (5, 305),  # 17 + 55 + 2 + 2 + 229
    "Academia": (2, 33),  # 21 + 12
    "Faith-based organisations": (2, 52),  # 43 + 9
    "Local government": (1, 7),
    "Multilaterals": (1, 5),
    "Other government departments": (1, 2),
}
BY_PROVINCE = {
    "National": (8, 130),  # 2 + 33 + 55 + 5 + 12 + 9 + 12 + 2
    "Eastern Cape": (8, 352),  # 43 + 7 + 2 + 195 + 105
    "Free State": (5, 100),  # 23 + 77
    "Gauteng": (7, 431),  # 17 + 9 + 299 + 106
    "KwaZulu-Natal": (7, 82),  # 2 + 7 + 2 + 71
    "Limpopo": (5, 41),  # 2 + 39
    "Mpumalanga": (5, 94),  # 2 + 92
    "Northern Cape": (6, 136),  # 21 + 9 + 106
    "North West": (7, 406),  # 6 + 264 + 136
    "Western Cape": (7, 542),  # 27 + 9 + 229 + 251 + 26
}
# 2 + 1 + 5 + 2 + 9 + 5 + 5 + 36 = 65; 4 + 7 + 121 + 98 + 78 + 10 + 1238 + 758 = 2 314
ENGAGEMENTS_IN_ALL = (65, 2314)

# --- action items -----------------------------------------------------------------------------------------------------
# Direction → with a day from July to September, dropped by 30 September of those, done by then of the rest, and
# those of earlier days that were neither done nor dropped by then
PROMISED = {"by_us": (36, 4, 22, 22), "to_us": (30, 2, 15, 12)}
# Name → due, done, overdue
PROMISES = {
    "Promised by us": (32, 22, 32),  # 36 - 4 = 32; 32 - 22 = 10 not done in time; 10 + 22 = 32
    "Promised to us": (28, 15, 25),  # 30 - 2 = 28; 28 - 15 = 13; 13 + 12 = 25
    "All": (60, 37, 57),  # 32 + 28, 22 + 15, 32 + 25
}
