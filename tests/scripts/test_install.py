"""What a fresh machine lacks is installed with hashes, or named in the one line that installs it."""

import re
import subprocess
import sys

import pytest

from scripts import install


@pytest.fixture
def without_root(monkeypatch):
    monkeypatch.setattr(install.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        install.shutil, "which", lambda program: None if program == "sudo" else f"/usr/bin/{program}"
    )


def installed(monkeypatch, packages):
    """Let dpkg-query know these packages and no others."""
    listing = "".join(f"{package} install ok installed\n" for package in packages)
    answer = subprocess.CompletedProcess([], 0, stdout=listing)
    monkeypatch.setattr(install.subprocess, "run", lambda *_args, **_kwargs: answer)


def test_an_ordinary_user_gets_the_one_line_that_installs_what_is_missing(without_root, monkeypatch):
    installed(monkeypatch, ["libpango-1.0-0", "libpangoft2-1.0-0", "fonts-inter", "fonts-dejavu-core"])
    with pytest.raises(SystemExit) as refusal:
        install.install_debian_packages(install.DEBIAN["run"])
    assert refusal.value.code == (
        "Debian packages are missing. Run this once, then try again: "
        "sudo apt-get install --no-install-recommends libharfbuzz-subset0"
    )


def test_a_package_that_was_removed_but_left_its_settings_counts_as_missing(without_root, monkeypatch):
    listing = "qpdf deinstall ok config-files\npoppler-utils install ok installed\n"
    answer = subprocess.CompletedProcess([], 0, stdout=listing)
    monkeypatch.setattr(install.subprocess, "run", lambda *_args, **_kwargs: answer)
    with pytest.raises(SystemExit, match=r"--no-install-recommends qpdf$"):
        install.install_debian_packages(["qpdf", "poppler-utils"])


def test_nothing_is_asked_for_when_nothing_is_missing(without_root, monkeypatch):
    installed(monkeypatch, install.DEBIAN["develop"])
    install.install_debian_packages(install.DEBIAN["develop"])


def test_an_older_python_is_named_before_anything_is_installed(monkeypatch):
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as refusal:
        install.install("run")
    assert refusal.value.code == (
        "Python 3.11 or newer is needed; this is 3.9. Name another one: PYTHON=python3.12"
    )


def test_uv_is_installed_by_its_hashes():
    lines = install.pinned("uv").splitlines()
    assert re.fullmatch(r"uv==[\d.]+ \\", lines[0])
    assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines[1:])
    assert lines[1:]


@pytest.mark.parametrize("purpose", ["run", "develop"])
def test_every_locked_package_has_hashes_and_no_address_of_a_registry_is_kept(purpose):
    lock = install.LOCKS[purpose].read_text()
    packages = re.findall(r"^[\w.\-\[\]]+==\S+(?: ;[^\\\n]+)? \\\n {4}--hash=sha256:", lock, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^\w", lock, re.MULTILINE))
    assert "://" not in lock


def test_both_locks_pin_the_same_versions():
    pins = {
        purpose: dict(re.findall(r"^([\w.\-]+)(?:\[.*?\])?==(\S+)", lock.read_text(), re.MULTILINE))
        for purpose, lock in install.LOCKS.items()
    }
    assert pins["run"].items() <= pins["develop"].items()


def test_an_environment_that_was_moved_is_not_taken_for_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(install, "PYTHON", install.Path(sys.executable))
    monkeypatch.setattr(install, "VENV", tmp_path / "before")
    install.VENV.mkdir()
    install.stamp("run").write_text(install.fingerprint("run"))
    assert install.is_installed("run")
    moved = install.VENV.rename(tmp_path / "after")
    monkeypatch.setattr(install, "VENV", moved)
    assert not install.is_installed("run")
