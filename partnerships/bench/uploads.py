"""The memory that keeping a file takes: the same process with one megabyte and with twenty.

`python -m partnerships.bench.uploads` prints both peaks as JSON; the benchmark calls ``peaks``. No database is needed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile

import django
from django.conf import settings

if __name__ == "__main__":
    django.setup()

from django.core.files.uploadedfile import TemporaryUploadedFile

from partnerships.core import files

SMALL, LARGE = 1, 20
# What the larger file may take more than the smaller one.
FLAT = 4 * files.MEGABYTE


def peaks() -> dict[str, int]:
    """Peak resident bytes of a process that kept one file, by the size of the file in megabytes."""
    return {str(size): _peak_of_a_process(size) for size in (SMALL, LARGE)}


def _peak_of_a_process(megabytes: int) -> int:
    command = [sys.executable, "-m", "partnerships.bench.uploads", str(megabytes)]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def keep_one(megabytes: int) -> int:
    """Keep a PDF of that size as the server does, and say the most memory this process ever held."""
    size = megabytes * files.MEGABYTE
    head, tail = b"%PDF-1.4\n", b"\n%%EOF\n"
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        upload = TemporaryUploadedFile("scan.pdf", "application/pdf", size, None)
        upload.write(head)
        left = size - len(head) - len(tail)
        while left:
            left -= upload.write(b" " * min(left, 65_536))
        upload.write(tail)
        files.validate_upload(upload)
        files.keep(upload)
        upload.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(str(keep_one(int(sys.argv[1]))))
    else:
        json.dump(peaks(), sys.stdout)
