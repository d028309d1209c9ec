"""People at stakeholders, with work details only, and the log of who saw them (POPIA s10, s23)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from partnerships.core.models import User, Versioned, tracked
from partnerships.core.scoping import Scoped
from stakeholders.models.stakeholder import Stakeholder


@tracked
class Contact(Scoped, Versioned):
    """A person at a stakeholder: name, post, work e-mail and telephone; nothing private is asked."""

    province_path: ClassVar[str] = "stakeholder__province"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    email = models.EmailField("work e-mail", blank=True)
    phone = PhoneNumberField("work telephone", blank=True, region="ZA")
    is_main = models.BooleanField("main contact", default=False)
    left_on = models.DateField(null=True, blank=True, help_text="When this person left the post.")

    class Meta:
        ordering = ["-is_main", "name"]
        constraints = [
            models.UniqueConstraint(
                name="contact_one_main",
                fields=["stakeholder"],
                condition=models.Q(is_main=True, left_on__isnull=True),
                violation_error_message="This stakeholder has a main contact already. Change that one first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class ContactAccess(models.Model):
    """Who saw or exported the contact details of a stakeholder, and when (POPIA s23: a person may ask)."""

    class Act(models.TextChoices):
        VIEW = "view", "Viewed"
        EXPORT = "export", "Exported"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="contact_accesses")
    seen_by = models.ForeignKey(User, models.PROTECT, related_name="contact_accesses")
    seen_at = models.DateTimeField(auto_now_add=True)
    act = models.CharField(max_length=10, choices=Act)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seen_by} {self.get_act_display().lower()} {self.seen_at:%Y-%m-%d %H:%M}"
