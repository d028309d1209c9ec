"""Install what a fresh Debian machine lacks: system packages, virtual environment, locked Python packages.

Runs under the system's Python with nothing but its standard library. A second call finds its stamp and
answers at once.
"""

from __future__ import annotations  # an older Python must get as far as the sentence that names it

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VAR = CHECKOUT / "var"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP: list[str | Path] = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]

LOCKS = {"run": CHECKOUT / "requirements.lock", "develop": CHECKOUT / "requirements-dev.lock"}
FOR_PDF = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-inter", "fonts-dejavu-core"]
DEBIAN = {
    "run": FOR_PDF,
    "develop": [*FOR_PDF, "chromium", "poppler-utils", "qpdf", "libreoffice-calc-nogui"],
}


def install(purpose: str) -> None:
    """Make the checkout ready to `run` or to `develop`, or stop with a sentence that says what is missing."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- whatever Python the machine has runs this
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Python 3.11 or newer is needed; this is {version}. Name another one: PYTHON=python3.12")
    try:
        VAR.mkdir(exist_ok=True)
        with (VAR / "install.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second waits, and then finds everything installed
            install_debian_packages(DEBIAN[purpose])
            install_python_packages(purpose)
    except OSError as error:
        sys.exit(f"The installation stopped: {error}.")


def install_debian_packages(packages: list[str]) -> None:
    if not shutil.which("dpkg-query"):
        return  # not Debian: WeasyPrint names the library that it misses
    query = ["dpkg-query", "-W", "-f=${Package} ${Status}\n", *packages]
    known = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    missing = [package for package in packages if f"{package} install ok installed" not in known]
    if not PYTHON.exists() and not succeeds([sys.executable, "-c", "import ensurepip, venv"]):
        missing.append("python3-venv")
    if missing:
        apt_install(missing)


def apt_install(packages: list[str]) -> None:
    install = ["install", "--no-install-recommends", *packages]
    line = f"sudo apt-get {' '.join(install)}"
    if os.geteuid() == 0:
        become_root = []
    elif shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        become_root = ["sudo", "-n"]
    else:
        sys.exit(f"Debian packages are missing. Run this once, then try again: {line}")
    say(f"Installing {', '.join(packages)}")
    apt = [
        *become_root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qy",
        "-oDPkg::Lock::Timeout=300",
    ]
    if not (succeeds([*apt, "update"], show=True) and succeeds([*apt, *install], show=True)):
        sys.exit(f"Debian packages could not be installed. Mend what is reported above, then run: {line}")


def install_python_packages(purpose: str) -> None:
    if is_installed(purpose):
        return
    make_virtual_environment()
    lock = LOCKS[purpose]
    say(f"Installing the Python packages of {lock.name}")
    with_pip = [*PIP, "install", "--require-hashes", "-r", lock]
    if not (install_with_uv(lock) or succeeds(with_pip, show=True)):
        sys.exit(f"The packages of {lock.name} could not be installed; the lines above say why.")
    make_checkout_importable()
    for covered in ("run", "develop") if purpose == "develop" else ("run",):
        stamp(covered).write_text(fingerprint(covered))


def is_installed(purpose: str) -> bool:
    return PYTHON.exists() and stamp(purpose).exists() and stamp(purpose).read_text() == fingerprint(purpose)


def stamp(purpose: str) -> Path:
    return VENV / f"installed-for-{purpose}"


def fingerprint(purpose: str) -> str:
    """Changes when the lock does, the Python, or the folder: the scripts of an environment hold its path."""
    return f"{sha256(LOCKS[purpose].read_bytes()).hexdigest()} {os.path.realpath(PYTHON)} {VENV}\n"


def make_virtual_environment() -> None:
    settings = VENV / "pyvenv.cfg"
    if PYTHON.exists() and settings.exists() and f" {VENV}\n" in settings.read_text():
        return
    if VENV.exists():  # half made, moved here from elsewhere, or its Python is gone
        shutil.rmtree(VENV)
    say("Making the virtual environment")
    if not succeeds([sys.executable, "-m", "venv", VENV], show=True):
        sys.exit(f"The virtual environment {VENV} could not be made; the lines above say why.")


def install_with_uv(lock: Path) -> bool:
    """Three times as fast as pip. uv itself is pinned with its hashes in the development lock."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(pinned("uv"))
            only_uv.flush()
            if not succeeds([*PIP, "install", "--require-hashes", "-r", only_uv.name]):
                return False
    return succeeds([uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock])


def make_checkout_importable() -> None:
    """The programs of the environment, pytest first of all, find the code wherever they are started."""
    packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (packages / "checkout.pth").write_text(f"{CHECKOUT}\n")


def pinned(package: str) -> str:
    """The lines of the development lock that pin this package and its hashes."""
    found: list[str] = []
    for line in LOCKS["develop"].read_text().splitlines():
        if line.startswith(f"{package}==") or (found and found[-1].endswith("\\")):
            found.append(line)
    return "\n".join(found) + "\n"


def succeeds(command: list[str | Path], *, show: bool = False) -> bool:
    """Whether the command ended well. With `show`, what it printed is passed on when it did not."""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode and show:
        print(done.stdout, done.stderr, sep="", end="", file=sys.stderr)
    return done.returncode == 0


def say(what: str) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        sys.exit("Usage: install.py run|develop")
    install(sys.argv[1])
