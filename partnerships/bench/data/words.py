"""Invented words for invented records: places, bodies, offices, subjects. Nothing here names anybody real."""

from __future__ import annotations

# Every organisation of the benchmark says in its name that it is none.
MARK = "(benchmark)"

# How many of a hundred organisations lie in each province: roughly as people do.
PROVINCE_WEIGHTS = {
    "EC": 12,
    "FS": 5,
    "GP": 25,
    "KZN": 20,
    "LP": 11,
    "MP": 8,
    "NC": 3,
    "NW": 6,
    "WC": 10,
}

PLACE_BEGINNINGS = (
    "Vaal", "Riet", "Groen", "Klip", "Wit", "Rooi", "Blou", "Ster", "Son", "Wolwe", "Spring", "Kraal",
    "Diep", "Doring", "Olifants", "Kameel", "Leeu", "Buffels", "Swart", "Modder", "Silver", "Eagle",
    "River", "Hill", "Green", "North", "Lake", "Stone", "Meadow", "Harbour", "Thaba", "Lesedi", "Kopano",
    "Kgoro", "Moroka", "Tsela", "Phala", "Mapula", "Ntaba", "Ukhanya", "Siya", "Themba", "Vuka", "Langa",
    "Ubuntu", "Masi", "Nkonjane", "Zama", "Tirhani", "Mbali",
)  # fmt: skip
PLACE_ENDINGS = (
    "fontein", "dal", "burg", "ville", "kloof", "rand", "spruit", "berg", "wood", "view", "park", "gate",
    "side", "field", "neng", "ng", "weni", "thandeni", "kwena", "dorp", "mond", "hoek", "ridge", "town",
)  # fmt: skip
PLACE_PARTS = ("", "", "", "", "North", "South", "East", "West", "Central", "Extension 2", "Extension 4")

FIRST_NAMES = (
    "Ayanda", "Bongani", "Carel", "Dineo", "Esther", "Farouk", "Grace", "Hendrik", "Itumeleng", "Johanna",
    "Kagiso", "Lerato", "Mandla", "Naledi", "Oupa", "Palesa", "Rashid", "Sipho", "Thandi", "Unathi",
    "Vusi", "Willem", "Xolani", "Yolanda", "Zanele", "Aletta", "Busisiwe", "Kabelo", "Nomvula", "Tshepo",
)  # fmt: skip
LAST_NAMES = (
    "Alvarsen", "Bokamoso", "Cilliersen", "Dladlana", "Elandson", "Fakudeni", "Gumbana", "Hlophana",
    "Isaaksen", "Jantjiesen", "Khumalana", "Lekganyana", "Mabasane", "Nkosana", "Oliphantsen", "Pillayson",
    "Qwabeni", "Radebane", "Sitholeni", "Tshabalana", "Vilakazeni", "Wesselsen", "Xabani", "Zuluana",
)  # fmt: skip

# What an organisation calls itself, by the code of its type. Other types use the type's own name.
BODIES = {
    "cpf": ("Community Police Forum", "Sector 1 Police Forum", "Sector 2 Police Forum", "Sector 3 Police Forum"),
    "csf": ("Community Safety Forum",),
    "patrol": ("Neighbourhood Watch", "Street Committee", "Community Patrol"),
    "ngo": ("Crime Prevention Institute", "Safety Trust", "Peace Centre", "Rehabilitation Centre"),
    "cbo": ("Drug Awareness Project", "Safe Homes Project", "After-school Project"),
    "youth-organisation": ("Youth Development Trust", "Youth Desk", "Boxing Club"),
    "womens-organisation": ("Women’s Shelter", "Women’s Network"),
    "victim-support": ("Trauma Centre", "Victim Support Project"),
    "legal-clinic": ("Paralegal Advice Office",),
    "fbo": ("Church Care Project", "Mosque Outreach", "Temple Relief Project"),
    "interfaith-council": ("Ministers Fraternal", "Interfaith Council"),
    "business-body": ("Chamber of Commerce", "Business Forum", "Traders Association"),
    "farmers-union": ("Farmers’ Union", "Stock Owners Association"),
    "taxi-association": ("Taxi Association",),
    "private-security": ("Security Alliance", "Armed Response"),
    "local-municipality": ("Ward Council Office", "Municipal Safety Directorate"),
    "police-component": ("Visible Policing Office", "Detective Liaison Office", "Station Liaison Office"),
}  # fmt: skip
# How many of a hundred organisations are of each type; a type that is not named here has few.
TYPE_WEIGHTS = {
    "cpf": 22, "csf": 5, "patrol": 16, "cpf-cluster": 1, "ngo": 8, "cbo": 7, "youth-organisation": 3,
    "womens-organisation": 2, "victim-support": 3, "legal-clinic": 1, "fbo": 7, "interfaith-council": 1,
    "business-body": 4, "farmers-union": 2, "taxi-association": 1, "private-security": 2,
    "local-municipality": 4, "police-component": 4,
}  # fmt: skip
FEW = 0.25

SUBJECTS = (
    "safer schools", "gender-based violence", "stock theft", "rural safety", "drug abuse among youth",
    "taxi violence", "cable theft", "victim support", "neighbourhood patrols", "street lighting",
    "trafficking in persons", "gangsterism", "xenophobic violence", "liquor outlets", "court watching briefs",
    "domestic violence registers", "business robberies", "extortion of traders", "border crime",
    "illegal mining", "truck hijacking", "safety on campuses", "transport of scholars", "reservists",
    "civilian oversight", "police conduct", "service delivery at stations", "firearms amnesty",
)  # fmt: skip
OCCASIONS = (
    "Quarterly meeting on", "Planning session on", "Follow-up on", "Consultation on", "Imbizo on",
    "Review of the plan for", "Introductory talk on", "Joint operation planning on", "Training on",
    "Complaints raised about",
)  # fmt: skip
REASONS = (
    "The purposes are the same and a plan with dates exists.",
    "The leadership is committed and has shared its figures.",
    "It reaches people whom the Secretariat does not reach.",
    "Its people have the knowledge and the time.",
    "Two engagements showed what it can bring.",
)
OFFICES = (
    "Chairperson", "Deputy chairperson", "Secretary", "Treasurer", "Station commander", "Project manager",
    "Ward councillor", "Social worker", "Liaison officer", "Coordinator", "Programme director",
)  # fmt: skip
PLEDGES = (
    "Send quarterly statistics on {}", "Hold four awareness campaigns on {}", "Train forty members on {}",
    "Make a venue available for work on {}", "Second a coordinator for {}", "Publish a guideline on {}",
    "Report to the steering committee on {}", "Provide transport for work on {}", "Keep a register on {}",
)  # fmt: skip
LINES_OF_WORK = (
    "Awareness campaign on {}", "Workshop with forums on {}", "Survey of stations on {}", "School visits on {}",
    "Roadshow through the districts on {}", "Assessment of structures on {}", "Policy dialogue on {}",
    "Radio talks on {}", "Training of trainers on {}", "Walkabout with councillors on {}",
)  # fmt: skip
MEASURES = (
    "Number of community structures assessed for {}", "Number of campaigns held on {}",
    "Percentage of stations visited on {}", "Number of people reached on {}",
    "Percentage of recommendations followed up on {}", "Number of partners active on {}",
)  # fmt: skip
SENTENCES = (
    "Attendance was lower than agreed because transport was not paid.",
    "The forum asked for training before the festive season.",
    "Both sides agreed to exchange monthly figures.",
    "The municipality will speak to its council about funding.",
    "The constitution of the structure is out of date.",
    "Members feel unsafe when they patrol without the police.",
    "The partner expects feedback within a month.",
    "Street lights and an empty plot were named as the first causes.",
)
QUESTIONS = (
    "Was the executive elected by the members?",
    "Does a signed constitution exist?",
    "Do meetings take place every month?",
    "Are minutes and action lists kept?",
    "Does a community safety plan for this year exist?",
    "Does the police take part in the meetings?",
    "Do schools, churches and businesses take part?",
    "Are complaints about service recorded and answered?",
    "Is there money for transport and telephone?",
    "Are reports sent every quarter?",
    "Do sectors or wards have sub-forums?",
    "Have members been trained in the last two years?",
)
