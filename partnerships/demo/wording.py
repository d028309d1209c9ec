"""What the people of the demonstration say: mandates, reasons, points, obligations, activities. Knows no model."""

MANDATES = {
    "civil-society": "Works with volunteers in communities; could bring trainers and a network of members.",
    "academia": "Researches and teaches; could bring evaluation and students who help to collect data.",
    "business": "Speaks for its members; could bring venues, communication and information on crime that costs them.",
    "faith-based": "Brings congregations together; could bring people, venues and trust.",
    "donors": "Supports programmes of others; could bring knowledge from elsewhere.",
    "multilaterals": "Brings several countries together; could bring standards and exchange.",
    "government-departments": "Answers for public places; could bring lighting, design and maintenance.",
    "local-government": "Governs the municipality; could bring its safety plan and its community safety forum.",
    "community-structures": "Brings the community and the police of its area together; could bring local knowledge.",
}
PURPOSES_OF_COLLABORATION = (
    "To train office bearers of community police forums where no trainer of ours can go.",
    "To make school safety plans together and to see that they are kept.",
    "To reach young people in the evenings and at weekends.",
    "To learn what crime costs traders, and to plan patrols with them.",
    "To support victims at police stations by day and by night.",
    "To bring rural communities and the police to one table.",
)
PARTNER_REASONS = (
    "Its purpose meets ours, it works where we do not reach, and it asks for no payment.",
    "It brings trainers of its own and has kept what it promised in earlier meetings.",
    "The assessment is clear, and both sides name a person who answers for the work.",
    "It is present in several districts and is ready to share its information.",
)
CONDITIONS = (
    "",
    "",
    "A workplan for the first year is agreed before an agreement is drafted.",
    "Its constitution and the list of its office bearers are filed first.",
    "No logo of the Secretariat is used without a written permission.",
)
NOT_NOW_REASONS = (
    "The office bearers change in the coming months; the plan is to be made with the new ones.",
    "The purpose is sound, but there is no concrete objective with a plan yet.",
    "It cannot attend meetings without funding, and no other arrangement was found yet.",
)
DECLINED_REASONS = (
    "It expects a contract for services; that is a matter for procurement and no partnership.",
    "Its office bearers stand for a party in the coming elections.",
    "It offers no more than advertising for its own business.",
)
RECOMMENDATIONS = {
    "partner": "The fit is good on most criteria, and the risks are small.",
    "not_now": "The fit is fair; a concrete objective with a plan is missing.",
    "decline": "The risks weigh more than what it would bring.",
}
# Criterion → the reason for a low, a middling and a high score.
FIT = {
    "aligned-purpose": (
        "Its aims and ours hardly meet.",
        "Its aims meet ours in part of its work.",
        "Prevention of crime is its declared purpose.",
    ),
    "clear-goals": (
        "No goals are written down.",
        "Goals are stated, but cannot be measured.",
        "Goals are stated and can be measured.",
    ),
    "supportive-policy": (
        "Its rules do not allow joint work.",
        "Its rules say nothing on joint work.",
        "Its constitution names joint work with government.",
    ),
    "opportunity": (
        "There is no occasion at present.",
        "An occasion may come next year.",
        "A programme begins now in which it has a place.",
    ),
    "capacity": (
        "No staff and no means of its own.",
        "Some volunteers, few means.",
        "Staff, means and knowledge of its own.",
    ),
    "commitment": (
        "It did not come to the meetings.",
        "It came to some of the meetings.",
        "It came to every meeting and did what it said.",
    ),
    "objective-and-plan": (
        "There is no plan.",
        "A plan is in draft.",
        "A plan with dates and names is agreed.",
    ),
    "key-players": (
        "Nobody speaks for it.",
        "A coordinator speaks for it.",
        "Its chairperson leads the work personally.",
    ),
    "shared-accountability": (
        "It expects us to answer for everything.",
        "It answers for part of the work.",
        "It answers for its part and reports on it.",
    ),
    "contribution": (
        "It brings little that we do not have.",
        "It brings access to its members.",
        "It brings reach and skills that we do not have.",
    ),
    "expects-payment": (
        "It asked for a contract.",
        "It asked whether costs are refunded.",
        "It asks for no payment of any kind.",
    ),
    "party-politics": (
        "Office bearers hold posts in a party.",
        "It works in an area with tension between parties.",
        "It is free of party politics.",
    ),
    "funding": (
        "It cannot act without funding from government.",
        "It needs transport to attend.",
        "It covers its own costs.",
    ),
}

# --- engagements ----------------------------------------------------------------

PURPOSES = {
    "interview": ("Interview on its work and its expectations", "Interview before the assessment"),
    "group-interview": ("Group interview with its office bearers", "Group interview on lessons learned"),
    "workshop": (
        "Workshop on the workplan",
        "Workshop for office bearers",
        "Workshop on school safety plans",
    ),
    "presentation": ("Presentation of the partnership approach", "Presentation of crime trends in the area"),
    "meeting": ("Meeting on progress", "Meeting on what fell due", "Meeting on the coming quarter"),
    "telephone-call": ("Telephone call on evidence that is missing", "Telephone call to agree dates"),
    "imbizo": ("Imbizo on gender-based violence", "Imbizo on safety in the evenings", "Imbizo with traders"),
}
POINTS = {
    "information": (
        "Membership has grown to four more wards since the last meeting.",
        "The new office bearers were elected and introduced.",
        "Three of the five sector forums met in the quarter.",
    ),
    "concern": (
        "Members pay for their own transport to meetings.",
        "The community safety forum of the municipality has not met this year.",
        "Some members expect that the partnership leads to a contract.",
        "Reports to the station are not answered in writing.",
    ),
    "request": (
        "Asks for training on taking minutes.",
        "Asks for the figures of the station before each meeting.",
        "Asks that meetings are held in the evening.",
    ),
    "decision": ("Meetings are held every second month.", "Attendance registers are sent within five days."),
    "commitment": (
        "Sends the attendance registers of the quarter.",
        "Names two members for the training in the coming month.",
        "Reports back to the community on street lighting.",
    ),
}
NEXT_STEPS = (
    "Send the attendance register",
    "Send the dates of the coming quarter",
    "Report back on street lighting",
    "Invite the station commander to the next meeting",
    "Send the functionality instrument",
    "Answer the question on transport",
    "Draft the minutes and circulate them",
)
OUTCOMES = ("Sent by e-mail and confirmed.", "Done at the following meeting.", "Answered in writing.")

# --- figures --------------------------------------------------------------------

# Of whose figure, and whether the difference is good → reasons with their corrective actions.
DEVIATIONS: dict[tuple[str, bool], tuple[tuple[str, str], ...]] = {
    ("province", False): (
        (
            "Two districts confirmed their dates only after the quarter had ended.",
            "Dates are fixed with all districts in the first week.",
        ),
        (
            "Meetings in two areas were not quorate.",
            "New office bearers are elected, with support of the provincial secretariat.",
        ),
        (
            "Transport was not available in the last month of the quarter.",
            "Meetings of one district are held on the same day.",
        ),
        (
            "Evidence for part of the work had not been received when the figures were captured.",
            "The evidence is asked for every month.",
        ),
    ),
    ("province", True): (
        (
            "Two activities of the following quarter were brought forward.",
            "None needed: the annual target stays as it is.",
        ),
        (
            "A partner provided venues at no cost, so more could be held.",
            "None needed: the arrangement is kept.",
        ),
        (
            "Schools asked for more sessions than were planned.",
            "The plan of the coming quarter is checked against the capacity.",
        ),
    ),
    ("country", False): (
        (
            "A partner changed its signatory, and the papers waited for the new mandate.",
            "A deputy signatory is named in every agreement.",
        ),
        (
            "Two provinces sent their reports after the due date.",
            "A reminder goes out ten days before each due date.",
        ),
        (
            "Evidence had not been verified when the figures were captured.",
            "Evidence is verified every second week.",
        ),
    ),
    ("country", True): (
        (
            "Work planned for the following quarter was finished early.",
            "None needed: the annual target stays as it is.",
        ),
        ("Partners sent their evidence before it was asked for.", "None needed: the arrangement is kept."),
    ),
}
NOT_MEASURED = (
    "No imbizo was planned in the quarter, so there is nothing to form a percentage from.",
    "No forum was assessed: the assessors were appointed after the quarter had ended.",
)
# What is answered in interviews.
ANSWERS = (
    "They know the office and have worked with it twice in the last year.",
    "Safety at taxi ranks in the early morning; the lights have been out since winter.",
    "They would like to be told the outcome of what they report.",
    "Yes, if the meetings are held in the evening and in the language of the area.",
    "Ri toḓa u shumisana na mapholisa kha u thivhela vhutshinyi.",
    "They have volunteers, a hall and a newsletter; transport is what they lack.",
)
FORUM_PURPOSES = (
    "Quarterly meeting of the forum",
    "General meeting and report of the executive",
    "Meeting on the safety plan of the area",
    "Meeting with the station on the festive season",
)
FOLLOW_UP_PURPOSES = (
    "To see what became of the action list",
    "To agree on the workplan of the coming quarter",
)
# What implementation protocols say in clauses that the library leaves open.
OWN_WORDS = {
    "protocol-challenges": "Public places of the area are dark and empty after work, and nobody answers for them as a "
    "whole. The parties light and furnish them together, and look at each of them once a quarter.",
    "protocol-priorities": "First the places at taxi ranks and stations, then those at schools, then parks.",
    "protocol-roles": "The department answers for lighting, design and maintenance. The Secretariat brings the forums "
    "of the area together, and reports what they see.",
}
CLOSE_OUT = {
    "reached": "The guide was printed in four languages and handed to all provinces; office bearers of 61 forums "
    "were trained with it.",
    "not_reached": "The edition in large print: the printer could not deliver it within the term.",
    "learnt": "Translations need three more months than planned, and two readers who live in the language.",
    "ours": "The files of the guide with the right to print it again, and 120 copies in the store.",
    "theirs": "The list of those who were trained, to be deleted by the end of the financial year.",
}
# Thrust → what agreements under it are for.
AIMS = {
    "1.1": "forums and patrols of the area are trained, equipped and heard, and residents walk home safely.",
    "1.2": "people hear in their own language what becomes of their reports, and say what troubles them.",
    "1.3": "pupils and young people shape safety at school and in the evening, with adults who answer for it.",
    "2.1": "traders and guards tell the station what they see, and plans against robbery are made and kept together.",
    "2.2": "victims are received with care by day and by night, and what helps them is studied and passed on.",
    "2.3": "streets, parks and stations are lit, mended and watched, each by the office that answers for it.",
}
