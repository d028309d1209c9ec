"""A request with files is taken whole or not at all."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParserError


class WholeRequest(FileUploadHandler):
    """Refuses a request whose line dropped in the middle: its last file would otherwise pass for a whole one.

    Stands first, keeps nothing, and hands every piece on to the handlers that do.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 -- Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.input_data = _Counted(input_data, content_length)
        # The parser reads what it was given; the count is taken on the way.
        input_data.read = self.input_data.read

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def upload_complete(self) -> None:
        if self.input_data.left > 0:
            raise MultiPartParserError("The request ended before all of it had arrived.")


class _Counted:
    def __init__(self, stream: Any, length: int):
        self._read, self.left = stream.read, length

    def read(self, *size: int) -> bytes:
        piece: bytes = self._read(*size)
        self.left -= len(piece)
        return piece
