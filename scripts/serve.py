"""`make run`, second half: bring the database and the static files up to date, then serve them with gunicorn.

One process does all of it, so that Django loads once and a second start takes seconds.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from types import FrameType

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, os.fspath(CHECKOUT))
os.chdir(CHECKOUT)

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402
from gunicorn.arbiter import Arbiter  # noqa: E402

from manage import plain_errors  # noqa: E402
from partnerships import private_database  # noqa: E402
from partnerships.local_environment import VAR, complete, remembered  # noqa: E402


def main() -> None:
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    os.environ |= {"DEBUG": "off", "DEMONSTRATION": "on", "HTTPS": "off"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "partnerships.settings"
    os.environ.setdefault("SITE_ADDRESS", f"http://127.0.0.1:{os.environ.get('PORT') or 8000}")
    parent = os.getpid()
    started = False
    try:
        with plain_errors():
            started = complete()
            django.setup()
            migrate()
            password = os.environ.get("DEMO_PASSWORD") or remembered("demo_password", new_password)
            load(password)
            collect_static()
            told = welcome(password)
            connections.close_all()  # the workers are forks, and a connection cannot be shared
        serve(told)
    finally:
        if started and os.getpid() == parent:  # gunicorn's workers end here, too
            private_database.stop()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date", flush=True)
        call_command("migrate", verbosity=0, interactive=False)


def load(password: str) -> None:
    """Roles, reference and demonstration data. The commands change nothing the second time, but looking costs."""
    stamp = VAR / "loaded"
    code = CHECKOUT / "partnerships"
    sources = [code / "roles.py", *code.glob("management/**/*.py"), *(CHECKOUT / "fixtures").iterdir()]
    state = fingerprint(sources, os.environ["DATABASE_URL"], password)
    if demonstration_accounts().exists() and stamp.exists() and stamp.read_text() == state:
        return
    print("Loading reference and demonstration data", flush=True)
    call_command("sync_roles", verbosity=0)
    call_command("load_reference", verbosity=0)
    # In a process of its own: it makes PDFs, and what makes them cannot be handed on to the workers, which are forks.
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "load_demo",
            "--into",
            connection.settings_dict["NAME"],
            "--verbosity",
            "0",
        ],
        cwd=CHECKOUT,
        env=os.environ | {"DEMO_PASSWORD": password},
        check=True,
    )
    agree_on(password)
    stamp.write_text(state)


def agree_on(password: str) -> None:
    """The accounts may be older than the password that is shown: DEMO_PASSWORD changed, or the database did."""
    accounts = demonstration_accounts()
    first = accounts.first()
    if first and not first.check_password(password):
        for account in accounts:
            account.set_password(password)
            account.save(update_fields=["password"])


def collect_static() -> None:
    """Compressing and naming takes seconds, so only when a file or a package changed."""
    stamp = VAR / "collected"
    state = fingerprint([CHECKOUT / "requirements.lock", *(CHECKOUT / "static").rglob("*")])
    if Path(settings.STATIC_ROOT).exists() and stamp.exists() and stamp.read_text() == state:
        return
    print("Collecting the static files", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def fingerprint(files: Iterable[Path], *words: str) -> str:
    state = sha256("\0".join(words).encode())
    for path in sorted(files):
        known = path.stat()
        state.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return state.hexdigest()


def demonstration_accounts() -> QuerySet:
    return get_user_model().objects.filter(is_demo=True, is_active=True).order_by("pk")


def welcome(password: str) -> str:
    accounts = demonstration_accounts().select_related("province")
    lines = [f"  {user.email:<34}{user.role_label}" for user in accounts]
    return "\n".join(
        [
            f"\nThe demonstration is at http://127.0.0.1:{os.environ['PORT']} until Ctrl-C. Its accounts:\n",
            *lines,
            f"\nEach with the password {password}",
        ]
    )


def new_password() -> str:
    return secrets.token_urlsafe(9)


def serve(told: str) -> None:
    def tell(arbiter: Arbiter) -> None:
        # A closed terminal ends the server; gunicorn by itself would load anew and live on unseen.
        signal.signal(signal.SIGHUP, lambda *_: arbiter.signal(signal.SIGTERM, None))
        print(told, flush=True)

    sys.argv = ["gunicorn", "--config", os.fspath(CHECKOUT / "gunicorn.conf.py")]
    application = WSGIApplication()
    application.cfg.set("when_ready", tell)
    application.cfg.set("graceful_timeout", 5)  # who presses Ctrl-C does not want to wait
    application.run()


def end(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
