"""How static files are collected: packed, named by their content, and the style sheets joined into one file.

The source keeps one small sheet per component; a first visit over a slow line fetches one file, with the same
layers in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED = "css/main.css"
IMPORT = re.compile(
    r"""@import\s+url\("(?P<path>[^"]+)"\)\s+layer\((?P<layer>[\w-]+)\)(?:\s+(?P<media>[^;]+))?;"""
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What only makes a sheet easier to read: after a rule, its beginning and its end.
ROOM = re.compile(r"([;{}])\s+")
CHARSET = re.compile(r"""^\s*@charset\s+"[^"]*";""", re.IGNORECASE)
# What would point somewhere else once the text stands in another folder.
RELATIVE = re.compile(r"""@import|url\(\s*["']?(?!data:|["']?data:|#)""", re.IGNORECASE)


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which joins ``css/main.css`` with what it imports."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Without Brotli, which takes half a minute at the level WhiteNoise asks for; gzip does well too."""
        return Compressor(**kwargs | {"use_brotli": False})

    def post_process(self, paths: dict[str, Any], *args: Any, **kwargs: Any) -> Iterator[Any]:
        if JOINED in paths and not kwargs.get("dry_run"):
            sheets = {name: found for name, found in paths.items() if name.endswith(".css")}
            joined = join(JOINED, {name: _Reader(*found) for name, found in sheets.items()})
            paths = paths | {JOINED: (_InMemory(joined), JOINED)}
        yield from super().post_process(paths, *args, **kwargs)


class _InMemory:
    """As much of a storage as the post-processing asks for: opens one text."""

    def __init__(self, text: str):
        self.text = text

    def open(self, name: str) -> File[Any]:
        return ContentFile(self.text.encode(), name=name)


class _Reader:
    """The text of a found file, read when it is asked for."""

    def __init__(self, storage: Any, path: str):
        self.storage, self.path = storage, path

    def __str__(self) -> str:
        with self.storage.open(self.path) as opened:
            content: bytes = opened.read()
        return content.decode()


def join(name: str, sheets: Mapping[str, Any]) -> str:
    """The sheet with each imported one in its place, inside its layer and, where one is named, its medium.

    Raises ValueError when something would be lost: an import it does not understand, a sheet that is missing,
    or an imported sheet that points to other files.
    """
    folder = PurePosixPath(name).parent

    def inlined(match: re.Match[str]) -> str:
        target = _normal(folder / match["path"])
        if target not in sheets:
            raise ValueError(f"{name} imports {match['path']}, which is not among the static files.")
        text = ROOM.sub(r"\1", CHARSET.sub("", COMMENT.sub("", str(sheets[target])))).strip()
        if pointer := RELATIVE.search(text):
            raise ValueError(
                f"{target} points to another file ({pointer[0]} …) and cannot be joined into {name}."
            )
        if match["media"]:
            text = f"@media {match['media'].strip()} {{\n{text}\n}}"
        return f"@layer {match['layer']} {{\n{text}\n}}"

    joined = IMPORT.sub(inlined, COMMENT.sub("", str(sheets[name])))
    if "@import" in joined:
        raise ValueError(f'{name} has an import that is not written as @import url("…") layer(…);')
    return f"{joined.strip()}\n"


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
