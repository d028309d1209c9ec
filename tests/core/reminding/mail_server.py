"""A mail server in a few lines: it takes a message, refuses it, breaks off while it has it, or lets it hang."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class Server(threading.Thread):
    """Speaks SMTP on a port of its own; ``how`` says what becomes of a message, one after the other."""

    def __init__(self, *how: str):
        super().__init__(daemon=True)
        self.how, self.taken, self.calls = list(how), [], 0
        self.holds, self.go_on = threading.Event(), threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            with line, line.makefile("rwb") as file:
                self.serve(file)

    def serve(self, file: Any) -> None:
        def say(text: str) -> None:
            file.write(f"{text}\r\n".encode())
            file.flush()

        say("220 ready")
        for raw in file:
            word = raw.decode().upper().split()[0]
            if word == "DATA":
                say("354 go on")
                body = b"".join(iter(file.readline, b".\r\n"))
                how = self.how.pop(0) if self.how else "take"
                if how == "hang":
                    self.holds.set()
                    self.go_on.wait(60)
                if how in {"break", "hang"}:
                    return
                if how != "refuse":
                    self.taken.append(body)
                if how == "take and break":
                    return
                say("550 no" if how == "refuse" else "250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def backend(self) -> EmailBackend:
        return EmailBackend(host="127.0.0.1", port=self.port, timeout=5)


@contextmanager
def server(*how: str) -> Iterator[Server]:
    one = Server(*how)
    try:
        yield one
    finally:
        one.socket.close()
