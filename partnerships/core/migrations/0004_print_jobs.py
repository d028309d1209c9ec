"""PDFs that are made beside the pages."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("core", "0003_document_kinds")]

    operations = [
        migrations.CreateModel(
            name="PrintJob",
            fields=[
                ("id", models.BigAutoField("ID", primary_key=True, serialize=False, auto_created=True)),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("file_name", models.CharField(max_length=150)),
                ("came_from", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("digest", models.CharField(max_length=64)),
                ("html", models.TextField(blank=True)),
                ("sheets", models.JSONField("names of style sheets", default=list)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.FloatField("seconds that the making took", blank=True, null=True)),
                ("content", models.BinaryField(null=True)),
                ("problem", models.CharField("why it could not be made", blank=True, max_length=400)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["asked_by", "digest"], name="print_job_asked_again"),
                    models.Index(
                        fields=["id"], name="print_job_waiting", condition=Q(made_at__isnull=True, problem="")
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="print_job_made_with_its_file",
                        condition=Q(made_at__isnull=True, content__isnull=True)
                        | Q(made_at__isnull=False, content__isnull=False, problem=""),
                    )
                ],
            },
        )
    ]
