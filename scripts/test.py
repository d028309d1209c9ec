"""Every check and every test, one part after the other whatever the earlier ones found; then the counts."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BIN = CHECKOUT / ".venv" / "bin"
RESULTS = CHECKOUT / "var" / "test-results"
sys.path.insert(0, os.fspath(CHECKOUT))

from partnerships.private_database import ensure_running  # noqa: E402

POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
PATIENCE = 45 * 60  # seconds for one part; a browser that hangs must not hold up the others for ever

# What is tested on PostgreSQL 15 too, the oldest that is supported: the triggers of life cycles and history, the
# search, what is due, the figures of the report. The journeys run there alone, every page with its records among them.
OUR_SQL = [
    "tests/core/reminding/test_due.py",
    "tests/core/test_finding.py",
    "tests/core/test_history.py",
    "tests/core/test_lifecycle.py",
    "tests/core/test_reading.py",
    "tests/core/test_scoping.py",
    "tests/core/test_working_days.py",
    "tests/mou/test_promises.py",
    "tests/reporting/test_dashboard_by_hand.py",
    "tests/reporting/test_issuing.py",
    "tests/reporting/test_quarterly.py",
    "tests/stakeholders/test_duplicates.py",
]

# What somebody set for their own server must not decide how the tests go.
OWN_SETTINGS = {
    *(
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DEMONSTRATION",
    ),
    *(
        "DEMO_PASSWORD",
        "DJANGO_SETTINGS_MODULE",
        "EMAIL_URL",
        "HTTPS",
        "MEDIA_ROOT",
        "PG_BINDIR",
        "PG_SYSTEM",
    ),
    *("PORT", "PYTEST_ADDOPTS", "SECRET_KEY", "SITE_ADDRESS", "STATIC_ROOT", "TEST_DATABASE_URL"),
}


@dataclass
class Part:
    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    needs: Path | None = None  # skipped where this does not exist

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0

    def run(self) -> None:
        if self.needs and not self.needs.exists():
            self.skipped = 1
            return
        print(f"\n=== {self.name}", flush=True)
        began = time.monotonic()
        self.count(succeeded=self.succeeds())
        self.seconds = time.monotonic() - began

    def succeeds(self) -> bool:
        environment = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
        process = subprocess.Popen(
            self.command,
            cwd=CHECKOUT,
            env=environment | self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # so that everything it started can be ended with it
        )
        try:
            return process.wait(timeout=PATIENCE) == 0
        except subprocess.TimeoutExpired:
            print(f"{self.name} took more than {PATIENCE // 60} minutes and was ended.", flush=True)
            return False
        finally:
            if process.poll() is None:
                end(process)

    def count(self, *, succeeded: bool) -> None:
        self.passed, self.failed = (1, 0) if succeeded else (0, 1)


def end(process: subprocess.Popen[bytes]) -> None:
    """With everything that it started; pytest gets the time to put its database away."""
    for how in (signal.SIGINT, signal.SIGKILL):
        os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
            return


@dataclass
class Tests(Part):
    def __post_init__(self) -> None:
        self.report = RESULTS / f"{self.name.lower().replace(' ', '-')}.xml"
        self.command = [*self.command, f"--junit-xml={self.report}"]

    def count(self, *, succeeded: bool) -> None:
        """Counts from pytest's own report; a run that ended badly without a failed test is one failure."""
        outcomes: dict[tuple[str | None, str | None], str] = {}
        if self.report.exists():
            for case in ET.parse(self.report).getroot().iter("testcase"):  # noqa: S314 -- pytest's own file
                name = case.get("classname"), case.get("name")
                if case.find("failure") is not None or case.find("error") is not None:
                    outcomes[name] = "failed"
                else:  # tidying up is reported as a case of its own; it does not heal a failure
                    outcomes.setdefault(name, "passed" if case.find("skipped") is None else "skipped")
        counts = Counter(outcomes.values())
        self.passed, self.failed, self.skipped = counts["passed"], counts["failed"], counts["skipped"]
        if not succeeded:
            self.failed = max(self.failed, 1)


def parts(database_url: str) -> list[Part]:
    templates = sorted(
        os.fspath(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "templates").rglob("*.html")
    )
    tool = {name: os.fspath(BIN / name) for name in ("python", "ruff", "djade", "lint-imports")}
    manage = [tool["python"], "manage.py"]
    pytest = [tool["python"], "-m", "pytest", "-p", "no:cacheprovider"]
    # One process per core. A file stays in one process: many make costly data once for all of their tests.
    spread = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    code = ["manage.py", "scripts", "partnerships", "stakeholders", "mou", "reporting"]
    local = {"DATABASE_URL": database_url, "SECRET_KEY": secrets.token_urlsafe(64)}
    oldest = {"PG_BINDIR": os.fspath(POSTGRESQL_15)}
    production = local | {"HTTPS": "on", "DEBUG": "off", "ALLOWED_HOSTS": "partnerships.example"}
    return [
        Part("Python format", [tool["ruff"], "format", "--check", "."]),
        Part("Python lint", [tool["ruff"], "check", "."]),
        Part("Template format", [tool["djade"], "--check", "--target-version", "5.2", *templates]),
        Part("Import contracts", [tool["lint-imports"], "--no-cache", "--no-logo"]),
        Part("Types", [tool["python"], "-m", "mypy", *code], local),
        Part("Migrations complete", [*manage, "makemigrations", "--check", "--dry-run"], local),
        Part("Deployment check", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        Tests("Tests", [*pytest, *spread, "-m", "not browser"]),
        Tests(
            "Tests on PostgreSQL 15",
            [*pytest, *spread, "-m", "not browser", *OUR_SQL],
            oldest,
            needs=POSTGRESQL_15,
        ),
        Tests(
            "Browser journeys",
            [
                *pytest,
                "-n",
                "auto",
                "--maxprocesses",
                "4",
                "--dist",
                "worksteal",
                "-m",
                "browser",
                "tests/journeys",
            ],
            oldest if POSTGRESQL_15.exists() else {},
        ),
    ]


def main() -> int:
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    done = parts(ensure_running(throwaway=True))
    for part in done:
        part.run()
    print(f"\n{'Part':<26}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for part in done:
        print(f"{part.name:<26}{part.passed:>8}{part.failed:>8}{part.skipped:>9}{part.seconds:>9.1f}")
    passed = sum(part.passed for part in done)
    failed = sum(part.failed for part in done)
    skipped = sum(part.skipped for part in done)
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
