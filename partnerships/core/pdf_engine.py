"""HTML to PDF/UA-1 with WeasyPrint, in a process of its own that ends after one document.

Only ``core.pdf`` starts it. The garbage collector costs more than the layout of a long document and the memory of a
document is not given back, so the collector stays off and the process ends (docs/decisions/0006-pdf.md). The two
places marked as hooks use names that WeasyPrint 70 and pydyf 0.13 keep private; tests/reporting/test_pdf.py compares
the result with a plain call.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

# Read by fontconfig when it is first loaded, so it must stand before the imports.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("pdf_fonts.conf"))

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

VARIANT = "pdf/ua-1"
FONTS = FontConfiguration()


class OwnFilesOnly(URLFetcher):
    """Fetches files of one folder and data inside the document; the network and all other files are refused."""

    def __init__(self, folder: Path):
        super().__init__(allowed_protocols=["file", "data"], allow_redirects=False)
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("file:") and self.folder not in _path(url).parents:
            raise ValueError(f"{url} lies outside the folder of this document.")
        return super().fetch(url, headers)


def _path(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path)).resolve()


class Document(HTML):
    """Our markup needs twenty browser rules, not 250."""

    browser_css: CSS

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # hook 1
        return [self.browser_css]


def _page_references(
    self: Any,
) -> tuple[bytes, ...]:  # hook 2: the original builds the list again for every tag
    kids = self.pages["Kids"]
    known: tuple[bytes, ...] = self.__dict__.get("_known_pages", ())
    if len(known) * 3 != len(kids):
        known = self.__dict__["_known_pages"] = tuple(b"%d 0 R" % number for number in kids[::3])
    return known


def _add_scope(document: Any, pdf: Any) -> None:
    """WeasyPrint ties cells to their headers by ID alone; some readers want the scope as well."""
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            mark = getattr(box, "mark", None)
            if box.element_tag == "th" and mark is not None and "A" in mark:
                mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


def lay_out(html: str, *, css: str, browser_css: str, folder: Path) -> Any:
    """The pages of the document, before they are written."""
    fetcher, base = OwnFilesOnly(folder), f"{folder}/"
    document = Document(string=html, base_url=base, url_fetcher=fetcher)
    document.browser_css = CSS(string=browser_css, url_fetcher=fetcher)
    sheet = CSS(string=css, base_url=base, font_config=FONTS, url_fetcher=fetcher)
    return document.render(font_config=FONTS, stylesheets=[sheet], pdf_variant=VARIANT)


def write(html: str, *, css: str, browser_css: str, folder: Path, identifier: str) -> bytes:
    """The PDF. The same arguments give the same bytes. To be called once in a process, as its last act."""
    gc.collect()
    gc.freeze()
    gc.disable()
    pydyf.PDF.page_references = property(_page_references)
    pages = lay_out(html, css=css, browser_css=browser_css, folder=folder)
    pdf: bytes = pages.write_pdf(finisher=_add_scope, pdf_identifier=identifier.encode(), pdf_variant=VARIANT)
    return pdf
