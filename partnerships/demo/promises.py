"""What the parties of the demonstration owe and plan, thrust by thrust. Knows no model."""

from __future__ import annotations

# Thrust → (who owes it: "ours" or "theirs", in the words of the clause).
OBLIGATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "1.1": (
        ("theirs", "Train the office bearers of forums in first aid and note-taking"),
        ("ours", "Provide the training manual in four languages"),
        ("theirs", "Send the list of active patrollers each quarter"),
        ("ours", "Call the steering committee twice a year"),
        ("theirs", "Name a trainer for each district"),
        ("theirs", "Report on the use of donated radios"),
        ("ours", "Give the results of the functionality assessments to the partner"),
        ("theirs", "Keep minutes of every meeting and send a copy"),
        ("theirs", "Report on the pilot with recommendations"),
        ("ours", "Publish the guide for office bearers"),
    ),
    "1.2": (
        ("theirs", "Bring its members to two izimbizo in the year"),
        ("ours", "Report back within 30 days on what was promised at izimbizo"),
        ("theirs", "Provide interpreters for the languages of the area"),
        ("ours", "Send the plan of izimbizo for the year"),
        ("theirs", "Collect the questions of its members before each imbizo"),
        ("ours", "Bring the departments concerned to the imbizo"),
        ("theirs", "Publish the answers in its newsletter"),
    ),
    "1.3": (
        ("theirs", "Appoint two safety ambassadors in each school"),
        ("ours", "Train the safety ambassadors"),
        ("theirs", "Review the safety plans of the schools in the programme"),
        ("ours", "Give the schools a contact person at each station"),
        ("theirs", "Hold holiday programmes in three districts"),
        ("theirs", "Report on attendance each term"),
        ("ours", "Present the programme to the governing bodies"),
    ),
    "2.1": (
        ("theirs", "Give the control room access to its radio network"),
        ("ours", "Share crime trends of the area every month"),
        ("theirs", "Send incident figures of its members each quarter"),
        ("theirs", "Brief its members on the reporting of crime"),
        ("ours", "Hold a joint planning session before the festive season"),
        ("theirs", "Name a duty officer for each shift"),
        ("theirs", "Report on the lighting of loading areas"),
        ("ours", "Present the results of the year to the members"),
    ),
    "2.2": (
        ("theirs", "Staff the victim support rooms on Friday and Saturday nights"),
        ("ours", "Provide victim support rooms at the stations agreed"),
        ("theirs", "Train volunteers in the support of victims"),
        ("theirs", "Report on the number of people supported"),
        ("ours", "Arrange the screening of volunteers by the stations"),
        ("theirs", "Hold mediation sessions in six wards"),
        ("theirs", "Send the evaluation of the first year"),
        ("ours", "Call the reference group on civil society partnerships"),
    ),
    "2.3": (
        ("theirs", "Adopt a safety plan by resolution of the council"),
        ("ours", "Support the drafting of the safety plan"),
        ("theirs", "Call the community safety forum each quarter"),
        ("theirs", "Light the walkways named in the annexure"),
        ("ours", "Train the members of the community safety forum"),
        ("theirs", "Report on the safety plan in its annual report"),
        ("ours", "Invite the departments of the cluster to the forum"),
    ),
}

# Thrust → (activity, what will exist when it is done).
ACTIVITIES: dict[str, tuple[tuple[str, str], ...]] = {
    "1.1": (
        ("Training of office bearers", "Attendance registers of four sessions"),
        ("Support visits to forums", "Reports on the visits"),
        ("Review of the manual", "Manual, second edition"),
        ("Exchange of patrollers between districts", "Report with recommendations"),
    ),
    "1.2": (
        ("Izimbizo on safety in the evenings", "Reports on the izimbizo"),
        ("Report-back meetings", "Minutes of the meetings"),
        ("Training of interpreters", "List of interpreters"),
    ),
    "1.3": (
        ("Training of safety ambassadors", "Attendance registers"),
        ("Holiday programme", "Report on the programme"),
        ("Review of school safety plans", "Signed reviews"),
        ("Debate between schools", "Report on the day"),
    ),
    "2.1": (
        ("Joint planning before the festive season", "Joint plan"),
        ("Briefings of members", "Attendance registers"),
        ("Walk-about with the municipality", "List of defects"),
        ("Test of the radio link", "Report on the test"),
    ),
    "2.2": (
        ("Training of volunteers", "Attendance registers"),
        ("Opening of victim support rooms", "Photographs and list of rooms"),
        ("Mediation sessions", "Reports on the sessions"),
        ("Evaluation of the first year", "Evaluation report"),
    ),
    "2.3": (
        ("Drafting of the safety plan", "Safety plan"),
        ("Meetings of the community safety forum", "Minutes of the meetings"),
        ("Training of forum members", "Attendance registers"),
    ),
}

SUBMISSIONS = (
    "Done as agreed; the register is attached.",
    "Done in three districts; the report names the places.",
    "Sent to the Unit by e-mail, with the list of participants.",
    "Held on the day agreed; the minutes are attached.",
)
FINDINGS = {
    "met": "The evidence shows that it was done.",
    "partly_met": "Done in two of the three districts; the third follows in the coming quarter.",
    "returned": "The register carries no signatures. Send the signed one.",
}
REST = "Do the same in the third district"
NARRATIVES = {
    "done": "Held as planned.",
    "done late": "The venue was not available in the quarter; it was held in the weeks after it.",
    "under way": "Dates and venues are agreed, the invitations are out.",
    "given up": "The district asked to drop it: the same training was given by another partner.",
    "constrained": "Half of those invited came: nobody paid for the journey of the others.",
    "no progress": "The forum has not met since July, so that no date could be agreed.",
    "short": "Fewer came than had been invited, because two halls were closed by the rain.",
}
# What is done about it, and what stands in the way: codes of the categories.
CORRECTIVE = {
    "constrained": "The partner lends a bus from January on.",
    "no progress": "The municipality calls the forum together before the end of the year.",
    "short": "Those who were missing are invited again in the next quarter.",
}
CHALLENGES = {
    "constrained": ("funding-to-attend",),
    "no progress": ("non-functional-csf", "role-of-local-government"),
    "given up": ("commercial-expectations",),
}
# By turns of the thrusts: what is counted in an activity, and how much in each of its quarters.
MEASURES = {"1": ("people trained", 40), "2": ("places visited", 6)}
# What each side brings, by turns: side, form, kind, what, rands.
RESOURCES = (
    (
        ("ours", "rand", "goods", "Printed material and catering", 18_500),
        ("theirs", "in_kind", "venue", "A hall for four days", 12_000),
    ),
    (
        ("ours", "in_kind", "people", "Two officials for six days", 21_600),
        ("theirs", "in_kind", "transport", "A bus for three days", 9_000),
    ),
    (
        ("theirs", "in_kind", "people", "Four trainers for two days", None),
        ("ours", "rand", "transport", "Journeys of our officials", 7_400),
    ),
)
CARRY_REASON = "The hall was closed for repairs until March, so that the last session could not be held."
