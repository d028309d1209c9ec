"""Serves, walks, measures and judges, on a database that is loaded already.

BENCH_JSON=FILE writes the figures there, BENCH_VISITS=30 visits each page so often, BENCH_ONLY=mou:list walks only
the pages whose name contains that and judges nothing.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from mou.models import Activity, MoU, Obligation
from partnerships.bench import (
    documents,
    exporting,
    importing,
    packing,
    reminding,
    report,
    saving,
    texts,
    walk,
)
from partnerships.bench.client import Browser, PageError
from partnerships.bench.limits import judged
from partnerships.bench.measuring import Measured, measure
from partnerships.bench.sending import measure_upload
from partnerships.bench.server import Server, cores
from partnerships.core.models import User
from partnerships.private_database import CHECKOUT
from partnerships.strategy.models import Indicator, Target
from reporting.models import Actual
from stakeholders.models import ActionItem, Engagement, Stakeholder, Structure

COUNTED = (
    Stakeholder,
    Engagement,
    ActionItem,
    Structure,
    MoU,
    Obligation,
    Activity,
    Indicator,
    Target,
    Actual,
)
BEGUN = time.monotonic()


def main() -> int:
    visits, only = int(os.environ.get("BENCH_VISITS") or 15), os.environ.get("BENCH_ONLY") or ""
    about = _about()
    for line in _introduction(about, visits):
        _tell(line)
    call_command("collectstatic", interactive=False, verbosity=0)
    password = secrets.token_urlsafe(16)
    people, others = walk.people(), walk.others()
    for user in (*people, *others):
        user.set_password(password)
        user.save(update_fields=["password"])
    plan = [
        (user, [page for page in walk.pages(user, timezone.localdate()) if only in page.name])
        for user in people
    ]
    # Every other role looks at its start page alone.
    plan += [(user, [walk.home()]) for user in others if only in walk.HOME]
    connections.close_all()
    pages: list[Measured] = []
    failed: list[str] = []
    with Server(dict(os.environ)) as server:
        for user, own in plan:
            pages += _walked(server, _signed_in(server, user, password), user, own, visits, failed)
        if only:
            return 0
        upload = _uploaded(server, people[0], password)
    found = _documents()
    limits = judged(pages, found, upload, failed)
    for line in (*report.of_documents(found), report.of_upload(upload), *report.of_limits(limits)):
        _tell(line)
    about |= {"load_after": os.getloadavg(), "seconds": round(time.monotonic() - BEGUN)}
    if name := os.environ.get("BENCH_JSON"):
        report.write(Path(name), about, pages, found, upload, limits)
    return 0 if all(limit.is_kept for limit in limits) else 1


def _signed_in(server: Server, user: User, password: str) -> Browser:
    browser = Browser(server.port)
    browser.sign_in(reverse("account_login"), user.email, password)
    return browser


def _walked(
    server: Server,
    browser: Browser,
    user: User,
    pages: list[walk.Page],
    visits: int,
    failed: list[str],
) -> list[Measured]:
    """What was measured; a page that does not answer is told in ``failed`` and the walk goes on."""
    role = f"{user.post}, {user.province or 'national'}"
    _tell("")
    _tell(report.head(role))
    found = []
    for page in pages:
        try:
            found.append(measure(browser, server, role, page, visits))
        except PageError as error:
            failed.append(f"{page.name} ({role}): {error}")
            _tell(failed[-1])
        else:
            _tell(report.of_page(found[-1]))
    return found


def _uploaded(server: Server, user: User, password: str) -> dict[str, Any]:
    upload = measure_upload(_signed_in(server, user, password), server, user)
    return asdict(upload) | {"growth_bytes": upload.growth_bytes}


def _documents() -> dict[str, Any]:
    """Each in a process of its own: a memory that nothing else has touched."""
    return _alone(documents.ALONE) | {
        "export": _alone(exporting.ALONE),
        "import": _alone(importing.ALONE),
        "text": _alone(texts.ALONE),
        "saving": _alone(saving.ALONE),
        "reminders": _alone(reminding.ALONE),
        "pack": _alone(packing.ALONE),
    }


def _alone(program: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _about() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "date": datetime.now(tz=timezone.get_current_timezone()).isoformat(timespec="seconds"),
        "database": connection.settings_dict["NAME"],
        "machine": f"{cores()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": postgresql,
        "load_before": os.getloadavg(),
        "rows": {model._meta.label_lower: model._base_manager.count() for model in COUNTED},
    }


def _introduction(about: dict[str, Any], visits: int) -> list[str]:
    rows = ", ".join(f"{name.partition('.')[2]} {count}" for name, count in about["rows"].items())
    return [
        f"{about['machine']}, load {about['load_before'][0]:.1f} of others at the start; Python {about['python']}, "
        f"Django {about['django']}, PostgreSQL {about['postgresql']}",
        f"{rows}; {visits} visits of each page, in turns with its yardsticks",
    ]


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PageError as error:
        sys.exit(str(error))
