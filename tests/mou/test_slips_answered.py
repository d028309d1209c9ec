"""What becomes of a confirmation slip: contested lines, the report, timelines, and one link for all agreements."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import ConfirmationSlip, ContestedLine, MoU, SlipLine
from partnerships.core.calendar import Quarter
from reporting.reports.quarterly import quarterly_report
from reporting.templatetags.reports import figure, printed
from tests.factories import (
    StakeholderFactory,
)
from tests.mou import scenes
from tests.mou.slips import Q2, answers, asked, make, theirs
from tests.people import gift, person

pytestmark = pytest.mark.django_db
SETTLE = "mou.settle_contestedline"


@pytest.fixture
def mou() -> MoU:
    return asked()


# What becomes of it


def contested(client: Client, mou: MoU, words: str = "In August, in full.") -> ContestedLine:
    slip, address = make(mou)
    client.post(address, answers(slip, words))
    return ContestedLine.objects.get(line__slip=slip)


def test_a_contested_line_is_settled_with_a_reason_by_somebody_else_than_the_sender(
    client: Client, mou: MoU
) -> None:
    line = contested(client, mou)
    head = person("provincial_head", province="GP")
    sender = line.line.slip.made_by
    sender.user_permissions.add(*head.user_permissions.all())

    with pytest.raises(PermissionDenied):
        services.settle_line(line, by=person("director"), move="stand", note="No.")
    with pytest.raises(ValidationError, match="Somebody else settles"):
        services.settle_line(line, by=type(sender).objects.get(pk=sender.pk), move="stand", note="No.")
    with pytest.raises(ValidationError, match="reason"):
        services.settle_line(line, by=head, move="stand", note=" ")
    services.settle_line(line, by=head, move="correct", note="The register came in August.")
    with pytest.raises(ValidationError, match="not possible now"):
        services.settle_line(line, by=head, move="stand", note="No.")

    client.force_login(head)
    page = client.get(line.line.slip.get_absolute_url()).content.decode()
    assert "Agreed and corrected" in page
    assert "The register came in August." in page


def test_the_page_of_the_agreement_names_what_is_contested(client: Client, mou: MoU) -> None:
    line = contested(client, mou)
    client.force_login(person("provincial_head", province="GP"))
    page = client.get(mou.get_absolute_url()).content.decode()
    assert "1 contested line to settle" in page
    assert f"Contested: {line.line.title}" in page


def test_the_quarterly_report_names_what_is_contested_and_counts_what_is_not_answered(
    client: Client, mou: MoU
) -> None:
    line = contested(client, mou)
    other = scenes.agreement(
        "GP", signed=True, partner=StakeholderFactory(partner=True, name="Silent Union (demo)")
    )
    scenes.obligation(other, text="Of the silent", owing_party=theirs(other), due_on=date(2026, 8, 1))
    make(other)
    make(other)  # the first of the two is taken back and not counted

    def gaps(quarter: Quarter = Q2) -> list[tuple[int, list[tuple[str, ...]]]]:
        report = quarterly_report(quarter, province=mou.province, viewer=gift())
        wanted = {"Contested by partners", "Confirmation slips not answered"}
        found = [gap for gap in report.gaps if gap.label in wanted]
        return [
            (int(gap.count.value or 0), [tuple(map(str, row[1:3])) for row in gap.table.rows])
            for gap in found
        ]

    partner = "Thuso Trust (demo)"
    silent = (1, [("Silent Union (demo)", "2026-12-07")])  # 23 November and 14 days
    assert gaps() == [(1, [(partner, "In August, in full.")]), silent]
    # The contested obligation is one of those that no thrust has; the figure says so wherever it is counted.
    marked = quarterly_report(Q2, province=mou.province, viewer=gift()).loose_obligations.due
    assert (marked.value, marked.contested) == (3, 1)
    assert str(figure(marked)).endswith("(1 contested by the partner)</span></abbr>")
    assert str(printed(marked)) == "3 †"
    assert gaps(Quarter(2026, 1)) == [(0, []), (0, [])]

    head = person("provincial_head", province="GP")
    services.settle_line(line, by=head, move="stand", note="The register is not signed.")
    assert gaps()[0][0] == 1  # it stays, against the word of the partner
    SlipLine.objects.filter(pk=line.line_id).update(is_confirmed=False)
    ContestedLine.objects.filter(pk=line.pk).delete()
    assert gaps()[0] == (0, [])


def test_when_the_link_was_opened_is_told_on_our_side_and_both_timelines_tell_of_the_slip(
    client: Client, mou: MoU
) -> None:
    with time_machine.travel("2026-11-23 09:00+02:00", tick=False):
        slip, address = make(mou)
    # Opened at 10:00, read on at 10:05, opened anew at 10:20.
    for clock in ("10:00", "10:05", "10:20"):
        with time_machine.travel(f"2026-11-23 {clock}+02:00", tick=False):
            client.get(address)
    client.get(reverse("mou:slip_open", args=["wrong"]))

    client.force_login(gift())
    page = client.get(slip.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert page.count("23 November 2026, 10:") == 2
    assert "10:05" not in page
    of_agreement = client.get(mou.get_absolute_url()).content.decode()
    assert f"asked to confirm {slip.quarter}" in of_agreement
    of_partner = client.get(slip.party.stakeholder.get_absolute_url()).content.decode()
    assert f"Asked to confirm our record: {mou.reference}" in of_partner


def test_all_agreements_with_a_partner_that_one_may_change_go_into_one_link(client: Client, mou: MoU) -> None:
    partner = theirs(mou).stakeholder
    second = scenes.agreement("GP", signed=True, partner=partner)
    scenes.obligation(second, text="Of the second", owing_party=theirs(second), due_on=date(2026, 8, 9))
    foreign, empty = (scenes.agreement(code, signed=True, partner=partner) for code in ("LP", "GP"))
    scenes.obligation(foreign, text="Of Limpopo", owing_party=theirs(foreign), due_on=date(2026, 8, 9))
    head = person("provincial_head", province="GP")
    client.force_login(gift())
    add = f"{reverse('mou:slip_add', args=[mou.pk])}?party={theirs(mou).pk}&quarter={Q2.slug}&all=yes"
    preview = client.get(add).content.decode()
    assert "Of the second" in preview
    assert "Of Limpopo" not in preview

    made = client.post(add, {}).content.decode()
    [secret] = {*re.findall(r"/confirm/([\w-]+)/", made)}
    assert "The slip on paper" in made
    assert made.count("☐") == 2 * SlipLine.objects.count()
    slips = list(ConfirmationSlip.objects.order_by("mou__reference"))
    assert {slip.mou_id for slip in slips} == {mou.pk, second.pk}
    assert not ConfirmationSlip.objects.filter(mou__in=[foreign, empty]).exists()

    client.logout()
    address = reverse("mou:slip_open", args=[secret])
    page = client.get(address).content.decode()
    assert mou.reference in page
    assert second.reference in page
    sent = answers(slips[0], "Not so.") | answers(slips[1])
    # A line left out: nothing at all is kept.
    client.post(address, {name: value for name, value in sent.items() if value != "confirm"})
    assert not ConfirmationSlip.objects.filter(answered_at__isnull=False).exists()
    page = client.post(address, sent).content.decode()
    assert "Your answer on" in page
    assert ConfirmationSlip.objects.filter(answered_at__isnull=False).count() == 2
    assert ContestedLine.objects.get().line.slip == slips[0]
    assert "was answered before" in client.post(address, sent).content.decode()
    # Each is settled, and found, with its own agreement.
    client.force_login(head)
    assert "contested line to settle" in client.get(mou.get_absolute_url()).content.decode()
    assert "contested line" not in client.get(second.get_absolute_url()).content.decode()


def test_one_of_several_slips_taken_back_leaves_the_others_open(client: Client, mou: MoU) -> None:
    second = scenes.agreement("GP", signed=True, partner=theirs(mou).stakeholder)
    scenes.obligation(second, text="Of the second", owing_party=theirs(second), due_on=date(2026, 8, 9))
    slips, secret = services.make_slips(theirs(mou).stakeholder, by=gift(), quarter=Q2)
    services.revoke_slip(slips[1], by=gift(), reason="Not yet.")
    address = reverse("mou:slip_open", args=[secret])
    page = client.get(address).content.decode()
    assert slips[0].mou.reference in page
    assert slips[1].mou.reference not in page
    with pytest.raises(ValidationError, match="there is nothing to confirm"):
        services.make_slips(StakeholderFactory(), by=gift(), quarter=Q2)
