"""`make run`, second half: bring the database and the static files up to date, then serve them with gunicorn.

One process does all of it, so that Django loads once and a second start takes seconds.
"""

import os
import secrets
import signal
import sys
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
from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402
from gunicorn.arbiter import Arbiter  # noqa: E402

from manage import plain_errors  # noqa: E402
from partnerships import private_database  # noqa: E402
from partnerships.local_environment import complete, remembered  # noqa: E402


def main() -> None:
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "partnerships.settings", "DEBUG": "off", "DEMONSTRATION": "on"}
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
    call_command("sync_roles", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_demo", password=password, into=connection.settings_dict["NAME"], verbosity=0)


def welcome(password: str) -> str:
    User = get_user_model()  # noqa: N806 -- a class
    accounts = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    lines = [f"  {user.email:<34}{user.role_label}" for user in accounts.select_related("province")]
    return "\n".join(
        [
            f"\nThe demonstration is at http://127.0.0.1:{os.environ['PORT']} until Ctrl-C. Its accounts:\n",
            *lines,
            f"\nEach with the password {password}",
        ]
    )


def new_password() -> str:
    return secrets.token_urlsafe(9)


def collect_static() -> None:
    """Compressing and hashing takes seconds, so only when a file or a package changed."""
    state = sha256()
    own = CHECKOUT / "static"
    for path in [CHECKOUT / "requirements.lock", *sorted(own.rglob("*"))]:
        known = path.stat()
        state.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".state"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    print("Collecting the static files", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state.hexdigest())


def serve(told: str) -> None:
    def tell(arbiter: Arbiter) -> None:
        # A closed terminal ends the server; gunicorn by itself would load anew and live on unseen.
        signal.signal(signal.SIGHUP, lambda *_: arbiter.signal(signal.SIGTERM, None))
        print(told, flush=True)

    sys.argv = ["gunicorn", "--config", os.fspath(CHECKOUT / "gunicorn.conf.py")]
    application = WSGIApplication()
    application.cfg.set("when_ready", tell)
    application.run()


def end(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
