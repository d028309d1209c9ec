"""One story in a real browser: from the first interview to a quarterly PDF, each act by the person whose act it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.numbers import date_long
from tests.journeys.conftest import PHONE, Visitor
from tests.people import person
from tests.rules.chain import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = timezone.localdate
TRUST = "Thuso Street Lights Trust (demo)"


class Story:
    """The people of the story, each with a browser of their own; nothing in it needs a script."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.people = {
            role: person(role, name=f"{role.replace('_', ' ').capitalize()} (demo)", post=role)
            for role in (
                "unit_officer",
                "partnership_manager",
                "business_owner",
                "director",
                "chief_director",
                "secretary",
            )
        }
        self.pages: dict[str, Page] = {}

    def __getitem__(self, role: str) -> Page:
        if role not in self.pages:
            self.pages[role] = self.visitor.page(self.people[role], java_script_enabled=False)
        return self.pages[role]


@pytest.fixture
def story(visitor: Visitor) -> Iterator[Story]:
    call_command("load_reference", verbosity=0)
    yield Story(visitor)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def clear_next_step(page: Page, mou: str) -> None:
    page.goto(mou)
    page.locator("main a[href*='/clearances/'][href$='/clear/']").first.click()
    press(page, "Clear")


def sign(page: Page, party: str, signatory: str, scan: Path) -> None:
    page.get_by_role("row", name=party).get_by_role("link", name=re.compile("signature", re.I)).click()
    page.fill("[name=signed_on]", TODAY().isoformat())
    page.fill("[name=signed_at]", "Pretoria")
    page.fill("[name=signatory]", signatory)
    page.fill("[name=capacity]", signatory)
    page.fill("[name=authority]", "Resolution 4 of 2026")
    page.set_input_files("[name=document]", scan)
    press(page, "Record the signature")


def enter_the_register(story: Story) -> str:
    """The address of the new stakeholder, with its first interview recorded."""
    page = story["unit_officer"]
    page.goto("/stakeholders/add/")
    page.fill("[name=name]", TRUST)
    page.select_option("[name=group]", label="Civil society")
    page.select_option("[name=level]", "national")
    press(page, "Add to the register")
    stakeholder = page.url
    follow(page, re.compile("Record an engagement"))
    page.get_by_label("Interview", exact=True).check()
    page.fill("[name=purpose]", "Lighting of walkways")
    page.locator("summary", has_text="Who was there").click()
    page.fill("[name=theirs]", "Chairperson\nTrustee (2)")
    page.fill("[name=said]", "concern: Dark walkways near the station\ncommitment: Share the lighting plan")
    page.fill("[name=steps-0-what]", "Send the lighting plan")
    page.fill("[name=steps-0-owner_elsewhere]", "Chairperson of the trust")
    press(page, "Save engagement")
    follow(page, "Not now")  # who keeps the commitment is asked at once, and can be said later
    expect(page.locator("main")).to_contain_text("Dark walkways near the station")
    return stakeholder


def propose(page: Page, stakeholder: str, champion: int) -> str:
    """The address of the proposal, with every step written on the way that the page leads."""
    page.goto(stakeholder)
    press(page, "Propose a partnership")
    proposal = page.url
    expect(page.locator("main")).to_contain_text("0 of 8 steps done")
    follow(page, re.compile("Write this step"))
    page.fill("[name=purpose]", "Safer walkways")
    page.fill("[name=gap]", "Nobody keeps the lights working.")
    press(page, "Save and go on")
    page.fill("[name=affected]", "Commuters and traders.")
    press(page, "Save and go on")
    page.fill("[name=lines-0-text]", "Walk the area together every quarter.")
    page.select_option("[name=lines-0-form]", label="Cooperative initiative")
    press(page, "Save and go on")
    page.locator("[name=focus_areas]").first.check()
    press(page, "Save and go on")
    page.fill("[name=lines-0-text]", "Members expect travel to be paid.")
    page.fill("[name=lines-0-met_by]", "It is said at the first meeting that nothing is paid.")
    press(page, "Save and go on")
    page.select_option("[name=champion]", str(champion))
    press(page, "Save and go on")
    page.fill("[name=summary]", "Two years of joint walks, without payment.")
    press(page, "Save and go on")
    expect(page.locator("main")).to_contain_text("7 of 8 steps done")
    return proposal


def assess(page: Page, proposal: str, score: int) -> None:
    page.goto(f"{proposal}assess/")
    for box in page.locator(f"input[type=radio][name^=score_][value='{score}']").all():
        box.check()
    for reason in page.locator("input[name^=reason_]").all():
        reason.fill("Seen in the interview.")
    page.locator("[name=recommendation][value=partner]").check()
    page.fill("[name=recommendation_reason]", "It fits and brings its own means.")
    press(page, "Hand the assessment in")
    expect(page.locator("main")).to_contain_text("Your assessment is handed in.")


def become_a_partner(story: Story, stakeholder: str) -> None:
    """Proposed by the officer, weighed by two who do not see each other's scores, decided by the director."""
    officer, manager, director = (story[who] for who in ("unit_officer", "partnership_manager", "director"))
    proposal = propose(officer, stakeholder, story.people["director"].pk)
    assess(officer, proposal, 4)
    manager.goto(f"{proposal}fit/")
    expect(manager.locator("main")).to_contain_text("The assessments are closed.")
    director.goto(f"{proposal}decide/")
    expect(director.locator("main")).to_contain_text("each for themselves: one has")
    assess(manager, proposal, 3)
    manager.goto(f"{proposal}fit/")
    # One gives 4 of 4 and one 3 of 4 to all: whatever the weights, 100 and 75 per cent, together 87,5.
    expect(manager.locator("main")).to_contain_text("88 of 100 together")

    director.goto(f"{proposal}decide/")
    # 25 apart as a whole: that needs a word first.
    expect(director.locator("main")).to_contain_text("Write a word on why before it is decided")
    officer.goto(f"{proposal}spread/")
    officer.fill("[name=note]", "One saw the lamps, the other the meeting.")
    press(officer, "Keep this word")
    director.goto(f"{proposal}decide/")
    director.locator("[name=outcome][value=partner]").check()
    director.select_option("[name=reason_category]", label="Shared purpose and a gap that it closes")
    director.fill("[name=reason]", "Shared purpose; no payment is expected.")
    director.select_option("[name=form_of_collaboration]", index=1)
    press(director, "Record the decision")
    expect(director.locator(".page-header")).to_contain_text("Partner")
    expect(director.locator("main")).to_contain_text("88 of 100")


def draft_the_agreement(story: Story) -> tuple[str, str]:
    """Address and reference of the draft; without an obligation it cannot be sent for clearance."""
    page = story["unit_officer"]
    page.goto("/mous/add/")
    page.select_option("[name=kind]", label="Memorandum of understanding")
    page.fill("[name=party_1]", TRUST)
    page.fill("[name=title]", "Lit walkways")
    page.fill("[name=purpose]", "Fewer incidents on walkways at night.")
    page.locator("[name=focus_areas]").first.check()
    page.select_option("[name=business_owner]", str(story.people["business_owner"].pk))
    page.select_option("[name=partnership_manager]", str(story.people["partnership_manager"].pk))
    page.fill("[name=starts_on]", TODAY().isoformat())
    page.fill("[name=ends_on]", (TODAY() + timedelta(days=730)).isoformat())
    press(page, "Save the draft")
    mou = page.url
    reference = re.search(r"MOU-\d{4}-\d{3}", page.locator(".page-header").inner_text())
    assert reference
    press(page, "Send for consultation")
    expect(page.locator("main")).to_contain_text("Add at least one obligation first.")
    expect(page.get_by_role("button", name="Send for clearance")).to_have_count(0)
    page.goto(f"{mou}withdraw/")
    page.fill("[name=note]", "An obligation is missing.")
    press(page, "Take back to draft")
    return mou, reference[0]


def plan_the_work(story: Story, mou: str, quarter: Quarter) -> None:
    """One obligation and one activity."""
    page, owner = story["unit_officer"], str(story.people["business_owner"].pk)
    page.goto(f"{mou}obligations/add/")
    page.fill("[name=clause]", "5.1")
    page.fill("[name=text]", "Hold a first joint walk of the area")
    page.fill("[name=due_on]", TODAY().isoformat())
    page.select_option("[name=owing_party]", index=1)
    page.select_option("[name=accountable]", owner)
    page.select_option("[name=thrust]", index=1)
    press(page, "Save")
    page.goto(f"{mou}workplan/add/")
    page.fill("[name=title]", "Joint walk")
    page.select_option("[name=year]", str(quarter.year))
    page.locator(f"[name=quarters][value='{quarter.number}']").check()
    page.select_option("[name=responsible_party]", index=1)
    page.select_option("[name=responsible_person]", owner)
    page.select_option("[name=thrust]", index=1)
    press(page, "Save")
    introduce_the_parties(page, mou)


def introduce_the_parties(page: Page, mou: str) -> None:
    """The draft says what is missing; each party gets the paper that made it and the office that signs."""
    page.goto(mou)
    missing = page.locator("main .panel", has_text="Missing before clearance")
    while missing.get_by_role("link", name=re.compile("Signatory of")).count():
        missing.get_by_role("link", name=re.compile("Signatory of")).first.click()
        page.fill("[name=established_by]", "Founding paper of 2019")
        page.fill("[name=signatory]", "Chairperson")
        press(page, "Save")


def agree_on_the_text(story: Story, mou: str) -> None:
    """The draft goes to the trust, which asks for a word; then both parties accept the clauses of the library."""
    officer, director = story["unit_officer"], story["director"]
    officer.goto(f"{mou}text/")
    expect(officer.locator(".clause")).to_have_count(15)
    follow(officer, "Hand the draft over")
    officer.select_option("[name=party]", label=TRUST)
    press(officer, "Hand the draft over")
    expect(officer.locator("main")).to_contain_text(f"{TRUST}, since")
    director.goto(f"{mou}text/")
    director.locator(".clause", has_text="Good faith").get_by_role("link", name="Remark").click()
    director.fill("[name=text]", "Who speaks to the press?")
    press(director, "Remark on this clause")
    officer.goto(mou)
    expect(officer.locator("main")).to_contain_text("Remarks are not settled: Good faith.")
    officer.goto(f"{mou}text/")
    follow(officer, re.compile("^Settle"))
    officer.fill("[name=note]", "Both, after they have consulted each other.")
    press(officer, "Settle")
    for _ in range(2):
        officer.get_by_role("link", name=re.compile("Record the acceptance")).first.click()
        officer.fill("[name=how]", "Letter of the chairperson.")
        press(officer, "Record the acceptance of the text")
    expect(officer.locator("main")).not_to_contain_text("Not accepted yet")


def clear_and_sign(story: Story, mou: str, scan: Path) -> None:
    """Step by step, each by its own person; then both parties."""
    officer = story["unit_officer"]
    officer.goto(mou)
    press(officer, "Send for consultation")
    agree_on_the_text(story, mou)
    officer.goto(mou)
    press(officer, "Send for clearance")
    for role in ("director", "chief_director", "chief_director", "secretary"):
        clear_next_step(story[role], mou)
    officer.goto(mou)
    press(officer, "Send out for signature")
    sign(officer, "Civilian Secretariat for Police Service", "Secretary for Police Service", scan)
    officer.goto(mou)
    sign(officer, TRUST, "Chairperson", scan)
    officer.goto(mou)
    expect(officer.locator(".page-header")).to_contain_text("In force")


def keep_the_promise(story: Story, mou: str, evidence: Path) -> None:
    """The business owner submits, a second person verifies; the activity is reported done."""
    owner, manager = story["business_owner"], story["partnership_manager"]
    owner.goto(mou)
    follow(owner, re.compile("Hold a first joint walk"))
    obligation = owner.url
    owner.goto(f"{obligation}submit/")
    owner.fill("[name=submission]", "The walk was held with 14 residents.")
    owner.set_input_files("[name=documents]", evidence)
    press(owner, "Submit with evidence")
    manager.goto(f"{obligation}verify/")
    manager.locator("[name=finding][value=met]").check()
    press(manager, "Record the finding")
    expect(manager.locator(".page-header")).to_contain_text("Met")

    owner.goto(mou)
    follow(owner, re.compile("Joint walk"))
    owner.locator("main a[href*='/quarters/'][href$='/report/']").first.click()
    owner.locator("[name=status][value=done]").check()
    owner.fill("[name=done_on]", TODAY().isoformat())
    owner.fill("[name=narrative]", "Held with 14 residents.")
    press(owner, "Report")


def test_an_organisation_goes_from_first_interview_to_a_quarterly_pdf(story: Story, tmp_path: Path) -> None:
    scan, evidence = tmp_path / "signed copy.pdf", tmp_path / "attendance register.pdf"
    scan.write_bytes(PDF)
    evidence.write_bytes(PDF)
    quarter = Quarter.containing(TODAY())

    become_a_partner(story, enter_the_register(story))
    mou, reference = draft_the_agreement(story)
    plan_the_work(story, mou, quarter)
    clear_and_sign(story, mou, scan)
    keep_the_promise(story, mou, evidence)

    # The director opens the quarter: page and PDF tell the same story.
    director = story["director"]
    director.goto(f"/reports/{quarter.slug}/")
    expect(director.locator("main")).to_contain_text(reference)
    with director.expect_download(timeout=120_000) as fetched:
        director.get_by_role("link", name="PDF", exact=True).click()
    expect(director.get_by_role("heading", name="The PDF is ready")).to_be_visible()
    text = "".join(page.extract_text() for page in PdfReader(fetched.value.path()).pages)
    flat = " ".join(text.split())
    assert reference in flat
    assert TRUST in flat
    assert " ".join(date_long(quarter.end).split()) in flat


def test_a_provincial_officer_records_an_engagement_on_a_phone_and_sees_only_the_own_province(
    story: Story,
) -> None:
    gauteng, limpopo = Province.objects.get(code="GP"), Province.objects.get(code="LP")
    gift: User = person("provincial_officer", province=gauteng, name="Gift Mahlangu (demo)")
    lindiwe: User = person("provincial_officer", province=limpopo, name="Lindiwe Baloyi (demo)")
    phone = story.visitor.page(gift, viewport=PHONE, java_script_enabled=False)

    phone.goto("/stakeholders/add/")
    phone.fill("[name=name]", "Vhuṱali Youth Forum (demo)")
    phone.select_option("[name=group]", index=1)
    phone.select_option("[name=level]", "local")
    press(phone, "Add to the register")
    stakeholder = phone.url
    follow(phone, re.compile("Record an engagement"))
    phone.get_by_label("Meeting", exact=True).check()
    phone.fill("[name=purpose]", "First meeting")
    press(phone, "Save engagement")
    expect(phone.locator("main")).to_contain_text("Vhuṱali Youth Forum (demo)")

    elsewhere = story.visitor.page(lindiwe, viewport=PHONE, java_script_enabled=False)
    assert elsewhere.goto(stakeholder).status == 404
    elsewhere.goto("/stakeholders/?search=Vhu")
    expect(elsewhere.locator("main")).not_to_contain_text("Youth Forum")
    elsewhere.goto("/stakeholders/directory/?search=Vhu")
    expect(elsewhere.locator("main")).to_contain_text("Vhuṱali Youth Forum (demo)")


def test_the_second_of_two_editors_is_told_and_loses_nothing(story: Story) -> None:
    first, second = story["unit_officer"], story["partnership_manager"]
    first.goto("/stakeholders/add/")
    first.fill("[name=name]", "Letsema Network (demo)")
    first.select_option("[name=group]", index=1)
    first.select_option("[name=level]", "national")
    press(first, "Add to the register")
    address = f"{first.url}edit/"
    first.goto(address)
    second.goto(address)

    first.fill("[name=seat]", "Polokwane")
    first.locator("main form button[type=submit]").last.click()
    second.fill("[name=seat]", "Mbombela")
    second.locator("main form button[type=submit]").last.click()

    main = second.locator("main")
    expect(main).to_contain_text("Somebody else saved this record")
    expect(main).to_contain_text("Polokwane")
    assert second.input_value("[name=seat]") == "Mbombela"
    second.locator("main form button[type=submit]").last.click()
    expect(second.locator("main")).to_contain_text("Mbombela")


def test_signing_in_with_a_wrong_password_says_so_and_keeps_the_address(visitor: Visitor) -> None:
    user = person("auditor", email="auditor@example.org")
    user.set_password("a long and right one")
    user.save()
    page = visitor.page(java_script_enabled=False)
    page.goto("/mous/")
    page.fill("[name=login]", "auditor@example.org")
    page.fill("[name=password]", "a wrong one altogether")
    press(page, "Sign in")
    expect(page.locator("main")).to_contain_text(re.compile("password", re.I))
    assert page.input_value("[name=login]") == "auditor@example.org"

    page.fill("[name=password]", "a long and right one")
    press(page, "Sign in")
    expect(page.locator("h1")).to_contain_text("Memoranda of understanding")
    page.locator("details.masthead__account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/mous/")
    expect(page.locator("h1")).to_contain_text("Sign in")
