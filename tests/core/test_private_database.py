"""The private PostgreSQL: made once, reached by its owner alone, and stopped without a trace."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from partnerships import private_database
from partnerships.private_database import PrivateDatabaseError, ensure_running, is_running, stop

CHECKOUT = private_database.CHECKOUT


@pytest.fixture(scope="module")
def home():
    """A folder that PostgreSQL's own user can enter; pytest's folders are closed to it when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="private-database-"))
    folder.chmod(0o711)
    yield folder
    for running in list(folder.rglob("postmaster.pid")):  # left by a test that failed
        stop(running.parent)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(home):
    data = home / "pg"
    return data, ensure_running(data)


@pytest.fixture
def database(cluster):
    with psycopg.connect(cluster[1], autocommit=True) as connection:
        yield connection


def socket_folder(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def works(url):
    with psycopg.connect(url) as connection:
        return connection.execute("select current_database()").fetchone() == ("app",)


def server(data):
    return int((data / "postmaster.pid").read_text().split()[0])


def test_the_application_is_an_ordinary_role_that_owns_its_database_and_may_create_others(database):
    assert database.execute(
        "select current_user::text, rolsuper, rolcreaterole, rolbypassrls, rolcreatedb,"
        " pg_get_userbyid(datdba)::text from pg_roles, pg_database"
        " where rolname = current_user and datname = current_database()"
    ).fetchone() == ("app", False, False, False, True, "app")


@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gist"])
def test_the_owner_of_the_database_can_create_the_extensions_of_the_migrations(database, extension):
    database.execute(f"create extension {extension}")


def test_text_is_unicode_and_sorted_by_code_point_on_every_machine(database):
    assert database.execute(
        "select pg_encoding_to_char(encoding), datcollate from pg_database where datname = current_database()"
    ).fetchone() == ("UTF8", "C.UTF-8")


def test_the_server_listens_on_its_private_socket_alone(cluster, database):
    folder = socket_folder(cluster[1])
    assert database.execute("show listen_addresses").fetchone() == ("",)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


def test_the_server_never_runs_as_root(cluster):
    assert Path("/proc", str(server(cluster[0]))).stat().st_uid != 0


def test_a_second_call_finds_the_running_server(cluster):
    data, url = cluster
    before = server(data)
    assert ensure_running(data) == url
    assert server(data) == before


def test_what_was_committed_is_there_after_a_stop_and_a_start(home):
    data = home / "kept"
    with psycopg.connect(ensure_running(data), autocommit=True) as connection:
        connection.execute("create table kept as select 1 as figure")
    stop(data)
    assert not is_running(data)
    with psycopg.connect(ensure_running(data)) as connection:
        assert connection.execute("select figure from kept").fetchone() == (1,)
    stop(data)


def test_several_starts_at_once_end_with_one_server(home):
    data = home / "contested"
    program = (
        f"from partnerships import private_database as p; print(p.ensure_running(p.Path({str(data)!r})))"
    )
    start = [sys.executable, "-c", program]
    with ThreadPoolExecutor(4) as pool:
        runs = list(
            pool.map(
                lambda _: subprocess.run(start, cwd=CHECKOUT, capture_output=True, text=True, check=False),
                range(4),
            )
        )
    assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 4
    assert len({run.stdout for run in runs}) == 1
    stop(data)


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(home):
    data = home / ("long" * 20) / ("er" * 20) / "pg"
    url = ensure_running(data)
    folder = socket_folder(url)
    try:
        assert folder != data
        assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107
        assert folder.stat().st_mode & 0o777 == 0o700
        assert works(url)
        assert cwd_of(Path("/proc", str(server(data)))) == data
    finally:
        stop(data)
    assert not folder.exists()


def test_a_path_with_spaces_quotes_and_commas_works(home):
    data = home / 'd\'été, $HOME "quoted"' / "pg"
    assert works(ensure_running(data))
    assert cwd_of(Path("/proc", str(server(data)))) == data
    stop(data)


def test_a_short_folder_that_somebody_else_made_is_refused(home, monkeypatch):
    data = home / ("squat" * 20) / "pg"
    account = private_database.Account.current()
    short = private_database.Cluster(data)._socket_home(account)
    short.rmdir()
    short.symlink_to(home)
    try:
        with pytest.raises(PrivateDatabaseError, match=r"belongs to somebody else\. Remove it first\."):
            ensure_running(data)
    finally:
        short.unlink()


def test_a_server_that_was_killed_starts_again_although_its_number_now_belongs_to_another_process(home):
    data = home / "killed"
    ensure_running(data)
    killed = server(data)
    os.kill(killed, signal.SIGKILL)
    while is_running(data):
        time.sleep(0.02)
    remains = data / "postmaster.pid"
    lines = remains.read_text().splitlines()
    remains.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    wait_until_shared_memory_is_free(data)
    ensure_running(data)
    assert server(data) not in {killed, os.getpid()}
    stop(data)


def wait_until_shared_memory_is_free(data):
    """The killed server's helpers notice a moment later; until then PostgreSQL rightly refuses to start."""
    while any(cwd_of(process) == data for process in Path("/proc").glob("[0-9]*")):
        time.sleep(0.02)


def cwd_of(process):
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def test_an_interrupted_creation_is_begun_anew(home):
    data = home / "interrupted"
    half = home / "interrupted.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    ensure_running(data)
    assert not half.exists()
    stop(data)


def test_data_of_another_major_version_are_left_alone_with_a_sentence_that_helps(home):
    data = home / "older"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PrivateDatabaseError) as refusal:
        ensure_running(data)
    assert f"The data in {data} were made by PostgreSQL 9, but PostgreSQL " in str(refusal.value)
    assert "Set PG_BINDIR to the programs of version 9, or move the folder away" in str(refusal.value)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_other_things_in_it_is_left_alone(home):
    data = home / "photographs"
    data.mkdir()
    (data / "imbizo.jpg").write_text("")
    with pytest.raises(
        PrivateDatabaseError, match=r"photographs is no PostgreSQL database\. Move it away first\."
    ):
        ensure_running(data)
    assert [path.name for path in data.iterdir()] == ["imbizo.jpg"]


def test_without_any_postgresql_the_sentence_names_the_command_that_brings_one(home, monkeypatch, tmp_path):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setenv("PG_SYSTEM", "1")
    monkeypatch.setattr(private_database, "DEBIAN", tmp_path)
    with pytest.raises(PrivateDatabaseError) as refusal:
        ensure_running(home / "none")
    assert str(refusal.value) == (
        "No PostgreSQL is installed here. Run `make run`, which brings one along, or set DATABASE_URL."
    )


def test_a_wrong_pg_bindir_is_named(home, monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(
        PrivateDatabaseError, match=f"PG_BINDIR names {tmp_path}, where no program named postgres is."
    ):
        ensure_running(home / "none")


def test_debians_newest_version_is_taken_by_number_and_not_by_letter(monkeypatch, tmp_path):
    monkeypatch.delenv("PG_BINDIR", raising=False)
    monkeypatch.setenv("PG_SYSTEM", "1")
    monkeypatch.setattr(private_database, "DEBIAN", tmp_path)
    for version in ("9", "15", "16"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        (programs / "postgres").touch()
    assert private_database._programs(private_database.Account.current()) == tmp_path / "16" / "bin"


def test_a_folder_that_cannot_be_written_is_named_in_one_sentence(home):
    with pytest.raises(
        PrivateDatabaseError, match="The private database cannot be kept in /proc/partnerships/pg: "
    ):
        ensure_running(Path("/proc/partnerships/pg"))


def test_stopping_what_does_not_run_is_nothing_special(home):
    stop(home / "never")
    assert not (home / "never").exists()


def test_a_throw_away_cluster_ends_with_its_process_and_leaves_nothing():
    program = (
        "import psycopg; from partnerships.private_database import ensure_running; "
        "url = ensure_running(throwaway=True); "
        "print(url, psycopg.connect(url).execute('show fsync').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    url, fsync = done.stdout.split()
    assert fsync == "off"
    assert not socket_folder(url).parent.exists()


def test_a_throw_away_cluster_whose_maker_was_killed_is_removed_by_the_next_one():
    program = (
        "import time; from partnerships.private_database import ensure_running; "
        "print(ensure_running(throwaway=True), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as maker:
        abandoned = socket_folder(maker.stdout.readline().strip())
        maker.kill()
    assert is_running(abandoned)
    private_database._remove_abandoned()
    assert not is_running(abandoned)
    assert not abandoned.parent.exists()
