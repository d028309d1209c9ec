"""What the proposals of the demonstration say. Knows no model."""

GAPS = (
    "Nobody of ours works there after office hours, and the forums have no trainer of their own.",
    "Incidents are known to those who suffer them and to nobody who could plan for them.",
    "Victims are sent from one office to the next, and some give up on the way.",
    "Young people meet the police only when something has happened already.",
)
AFFECTED = (
    "Residents of the wards around the station gain most; street traders may lose hours and must be heard.",
    "Learners and their parents; the school governing bodies must agree before anything begins.",
    "Victims of violence and those who work at the station’s front desk.",
    "Rural households far from a station; farm workers are to be heard apart from farm owners.",
)
# Objective, and the code of the form of collaboration that fits it.
OBJECTIVES = (
    ("Exchange what each side knows of incidents every month.", "information-sharing"),
    ("Train two office bearers of each forum in the district within a year.", "cooperative-initiative"),
    ("Bring all who work with young people in the area to one table each quarter.", "networking"),
    ("Write the safety plan of the municipality together before the next integrated plan.", "joint-policy"),
    ("Agree in writing who calls whom, and within which time.", "formal-agreement"),
)
RISKS = (
    (
        "Members expect that costs of travel are refunded.",
        "It is said in the first meeting that nothing is paid.",
    ),
    ("Office bearers change before the work has begun.", "Two people of each side know the plan."),
    (
        "Candidates in the coming elections may use the meetings.",
        "No meeting is held in the last six weeks before.",
    ),
    ("Names of victims could be passed on.", "Only counts are exchanged; names stay at the station."),
)
SUMMARIES = (
    "A partnership for two years that brings its members and our forums together. It brings people and venues, we "
    "bring training and figures. Nothing is paid. After one year both sides look at what was reached.",
    "We propose to share information first and to train together from the second quarter on. The costs of each side "
    "stay its own. The champion of each side meets the other every quarter.",
)
SPREAD = "One assessor saw the office only, the other the work in the wards; the decision should rest on the latter."
EVIDENCE = (
    "",
    "",
    "The interview and its minutes",
    "Its annual report",
    "The visit to its office",
)
# Reason as it is said → the code of its kind.
KINDS_OF_REASON = {
    "Its purpose meets ours, it works where we do not reach, and it asks for no payment.": "shared-purpose",
    "It brings trainers of its own and has kept what it promised in earlier meetings.": "proven-commitment",
    "The assessment is clear, and both sides name a person who answers for the work.": "shared-purpose",
    "It is present in several districts and is ready to share its information.": "reach-or-skills",
    "The office bearers change in the coming months; the plan is to be made with the new ones.": "leadership-changing",
    "The purpose is sound, but there is no concrete objective with a plan yet.": "plan-missing",
    "It cannot attend meetings without funding, and no other arrangement was found yet.": "funding-open",
    "It expects a contract for services; that is a matter for procurement and no partnership.": "expects-payment",
    "Its office bearers stand for a party in the coming elections.": "party-politics",
    "It offers no more than advertising for its own business.": "no-fit",
}
NEW_CRITERION = {
    "code": "",
    "name": "Protection of personal details",
    "explanation": "It keeps what it learns of people as the law asks. The highest score says that all is well.",
    "weight": 6,
    "is_risk": True,
    "threshold": 2,
}
NEW_CRITERION_REASON = "It has an information officer and keeps no lists of victims."
REVIEW_NOTE = "Its trainers left; the shared purpose holds. The workplan of the coming year is made smaller."
