"""How gunicorn serves the application; the command line and GUNICORN_CMD_ARGS override it."""

import os
from pathlib import Path

wsgi_app = "partnerships.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Pages wait for PostgreSQL as much as they compute: two processes for the cores, threads for the waiting.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True  # one load instead of one per worker, and shared memory

timeout = 120  # the largest PDF takes a tenth of this
graceful_timeout = 30
max_requests = 2000  # a large PDF leaves memory behind; a fresh worker does not
max_requests_jitter = 200
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108  # heartbeats must not wait for a slow disk

errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # its default place is shared by every gunicorn of the user
