"""The text that stands becomes the wording of the version to which it belonged; the current one is in force."""

from django.db import migrations
from django.utils import timezone


def number_versions(apps, schema_editor):
    StrategyVersion = apps.get_model("strategy", "StrategyVersion")
    versions = list(StrategyVersion.objects.order_by("starts_on", "pk"))
    current = next((one for one in versions if one.is_current), versions[-1] if versions else None)
    today = timezone.localdate()
    for number, version in enumerate(versions, start=1):
        version.number = number
        version.adopted_on = today
        version.status = "adopted" if version == current else "superseded"
        version.superseded_on = None if version == current else today
        version.save()
    apps.get_model("strategy", "StrategyVersionEvent").objects.update(number=1, status="adopted")


def write_wordings(apps, schema_editor):
    AreaWording, ThrustWording, IssueWording = (
        apps.get_model("strategy", name) for name in ("AreaWording", "ThrustWording", "IssueWording")
    )
    for area in apps.get_model("strategy", "FocusArea").objects.all():
        of_area = AreaWording.objects.create(
            strategy_id=area.strategy_id, part=area, description=area.description, **numbered(area)
        )
        for thrust in area.thrusts.all():
            of_thrust = ThrustWording.objects.create(
                area=of_area, part=thrust, description=thrust.description, **numbered(thrust)
            )
            for issue in thrust.issues.all():
                IssueWording.objects.create(
                    thrust=of_thrust,
                    part=issue,
                    national_role=issue.national_role,
                    provincial_role=issue.provincial_role,
                    **numbered(issue),
                )


def numbered(part):
    return {name: getattr(part, name) for name in ("code", "name", "order", "is_placeholder")}


class Migration(migrations.Migration):

    dependencies = [("strategy", "0003_wordings_and_library")]

    operations = [
        migrations.RunPython(number_versions, migrations.RunPython.noop),
        migrations.RunPython(write_wordings, migrations.RunPython.noop),
    ]
