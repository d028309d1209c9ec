"""The product's own settings, and what only measuring needs: a count of queries in a header, and the yardsticks."""

from pathlib import Path
from typing import Any

from partnerships import settings as product

vars().update({name: value for name, value in vars(product).items() if name.isupper()})

ROOT_URLCONF = "partnerships.bench.urls"
MIDDLEWARE = ["partnerships.bench.counting.QueryCount", *product.MIDDLEWARE]
# One process of PostgreSQL for each statement: what helpers do at its side could not be counted.
_database: dict[str, Any] = product.DATABASES["default"]
_options = _database.get("OPTIONS", {}) | {"options": "-c max_parallel_workers_per_gather=0"}
DATABASES = product.DATABASES | {"default": _database | {"OPTIONS": _options}}
FOLDERS: Any = product.TEMPLATES[0]["DIRS"]
TEMPLATES = [product.TEMPLATES[0] | {"DIRS": [*FOLDERS, Path(__file__).parent / "templates"]}]
