"""A checkout invents its secrets once, keeps them to itself, and never overrides the environment."""

import os
from pathlib import Path

import pytest

from partnerships import local_environment, private_database


@pytest.fixture(autouse=True)
def own_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(local_environment, "VAR", tmp_path / "var")
    monkeypatch.setattr(private_database, "is_running", lambda: False)
    monkeypatch.setattr(private_database, "ensure_running", lambda: "postgresql://app@/app?host=/private")
    monkeypatch.setattr(os, "environ", {})


def test_an_empty_environment_gets_the_private_database_and_a_secret_key():
    assert local_environment.complete()
    assert os.environ["DATABASE_URL"] == "postgresql://app@/app?host=/private"
    assert len(os.environ["SECRET_KEY"]) > 50


def test_the_secret_key_is_the_same_the_next_time_and_readable_by_its_owner_alone():
    local_environment.complete()
    first = os.environ.pop("SECRET_KEY")
    local_environment.complete()
    assert os.environ["SECRET_KEY"] == first
    assert (local_environment.VAR / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in local_environment.VAR.iterdir()] == ["secret_key"]


def test_what_the_environment_says_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(private_database, "ensure_running", lambda: pytest.fail("nobody asked for it"))
    os.environ |= {"DATABASE_URL": "postgresql://elsewhere/app", "SECRET_KEY": "given"}
    assert not local_environment.complete()
    assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/app"
    assert os.environ["SECRET_KEY"] == "given"
    assert not local_environment.VAR.exists()


def test_whoever_comes_second_gets_the_secret_of_the_first(monkeypatch):
    def invent():
        local_environment.VAR.joinpath("demo_password").write_text("the first")
        return "the second"

    assert local_environment.remembered("demo_password", invent) == "the first"


def test_a_folder_that_belongs_to_somebody_else_is_named(monkeypatch):
    monkeypatch.setattr(local_environment, "VAR", Path("/proc/var"))
    with pytest.raises(local_environment.LocalEnvironmentError, match="The folder /proc/var must be yours"):
        local_environment.complete()
