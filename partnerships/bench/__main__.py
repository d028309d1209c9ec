"""`make bench`: makes the database ready, then measures (partnerships/bench/run.py). Described in docs/benchmarks.md.

BENCH_SCALE=district takes the small volume; the other variables are those of run.py. The exit status is 1 when a
limit is exceeded.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

from partnerships.bench.database import Kept, environment, name_for
from partnerships.private_database import CHECKOUT, PrivateDatabaseError

SEED = 1


def main() -> int:
    scale = os.environ.get("BENCH_SCALE") or "national"
    if scale not in {"national", "district"}:
        sys.exit(f"BENCH_SCALE is {scale!r}. Write national or district.")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    try:
        kept = Kept()
    except PrivateDatabaseError as error:
        sys.exit(str(error))
    try:
        name = name_for(scale, SEED)
        if not kept.has(name):
            _load(kept, name, scale)
        return subprocess.run(
            [sys.executable, "-m", "partnerships.bench.run"],
            env=environment(kept.url_of(name)),
            cwd=CHECKOUT,
            check=False,
        ).returncode
    finally:
        kept.stop()


def _load(kept: Kept, name: str, scale: str) -> None:
    """Once for each state of tables and loader; the next runs find it."""
    into = environment(kept.create(name))
    load = ["load_benchmark", "--scale", scale, "--seed", str(SEED), "--into", f"{name}_draft"]
    for arguments in (["migrate", "--verbosity", "0"], load):
        done = subprocess.run([sys.executable, "manage.py", *arguments], env=into, cwd=CHECKOUT, check=False)
        if done.returncode:
            sys.exit("The benchmark data could not be loaded; the reason stands above.")
    kept.finish(name)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
