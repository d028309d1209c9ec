"""The kinds of document that the program itself gives to files: records cannot be kept without them."""

from django.db import migrations

# The kinds that the program itself gives to files; the fixture holds these four too, and the rest of the list.
OFFICE = ["pdf", "docx", "xlsx", "jpg", "jpeg", "png"]
KINDS = [
    {"code": "evidence", "name": "Evidence", "order": 1, "extensions": OFFICE},
    {"code": "signed_copy", "name": "Signed copy", "order": 2, "extensions": ["pdf", "jpg", "jpeg", "png"]},
    {"code": "attachment", "name": "Attachment", "order": 3, "extensions": OFFICE},
    {"code": "minutes", "name": "Minutes and action list", "order": 4, "extensions": ["pdf", "docx"]},
]


def name_the_kinds(apps, schema_editor):
    kind = apps.get_model("core", "DocumentKind")
    # A database of before the first release may hold them already.
    kind.objects.bulk_create((kind(**fields) for fields in KINDS), ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_cache_table")]

    operations = [migrations.RunPython(name_the_kinds, migrations.RunPython.noop, elidable=False)]
