"""Small PDFs that stand for registers, reports and signed copies: real files, so that a download opens."""

from __future__ import annotations

from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile


def document(title: str) -> SimpleUploadedFile:
    """A PDF of one page that carries this title and says that it is invented."""
    name = f"{title.lower().replace(' ', '-').replace(',', '')}.pdf"
    return SimpleUploadedFile(name, one_page(title), content_type="application/pdf")


@cache
def one_page(title: str) -> bytes:
    """One A4 page in Helvetica, which every reader brings along; so the title keeps to plain letters."""
    shown = title.encode("ascii", "replace").translate(None, b"()\\")
    text = (
        b"BT /F1 20 Tf 72 760 Td (%s) Tj /F1 12 Tf 0 -30 Td (Demonstration: this document is invented.) Tj ET"
    )
    content = text % shown
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, entry in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, entry)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(body))
    )
