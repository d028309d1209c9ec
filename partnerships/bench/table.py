"""Writes the figures of a run into docs/benchmarks.md, from the file that BENCH_JSON named.

`python -m partnerships.bench.table FIGURES.json` replaces what stands between the two marks of the document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Figures = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        sys.exit("Name the file that BENCH_JSON wrote: python -m partnerships.bench.table FIGURES.json")
    try:
        figures = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"{arguments[0]} could not be read as figures: {error}")
    DOCUMENT.write_text(replaced(DOCUMENT.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return 0


def replaced(document: str, figures: Figures) -> str:
    """The document with these figures; everything outside the marks stays as it is."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"{DOCUMENT.name} has lost the marks between which the figures stand: {BEGIN} and {END}")
    return "\n".join([f"{before}{BEGIN}", *lines(figures), f"{END}{after}"])


def lines(figures: Figures) -> Iterator[str]:
    yield from _about(figures)
    yield from _limits(figures["limits"])
    for role in dict.fromkeys(page["role"] for page in figures["pages"]):
        yield from _pages(role, [page for page in figures["pages"] if page["role"] == role])
    yield from _documents(figures)


def _about(figures: Figures) -> Iterator[str]:
    rows = ", ".join(f"{_whole(count)} {name.partition('.')[2]}" for name, count in figures["rows"].items())
    yield ""
    yield (
        f"Run of {figures['date'][:16].replace('T', ' ')} on {figures['machine']}, load of others "
        f"{figures['load_before'][0]:.1f} at the start; Python {figures['python']}, Django {figures['django']}, "
        f"PostgreSQL {figures['postgresql']}; {_whole(figures['seconds'])} seconds in all."
    )
    yield ""
    yield f"Rows: {rows}."


def _limits(limits: list[Figures]) -> Iterator[str]:
    yield from _head("Promise", "Limit", "Was", "Closest", "Kept")
    for limit in limits:
        kept = "yes" if limit["is_kept"] else f"**no**: {'; '.join(limit['exceeded'])}"
        yield _row(limit["promise"], f"{limit['limit']:g}", f"{limit['worst']:.2f}", limit["where"], kept)


def _pages(role: str, pages: list[Figures]) -> Iterator[str]:
    yield from _head(role, "Queries", "Work ms", "Best ms", "Median ms", "95 % ms", "kB", "× bare", "× admin")
    for page in pages:
        yield _row(
            page["name"],
            str(page["queries"]),
            *(f"{page[name]:.1f}" for name in ("work_ms", "best_ms", "median_ms", "p95_ms")),
            f"{page['bytes'] / 1000:.1f}",
            *("" if page[name] is None else f"{page[name]:.2f}" for name in ("times_bare", "times_admin")),
        )


def _documents(figures: Figures) -> Iterator[str]:
    documents = figures["documents"]
    model, pdf, upload = documents["model"], documents["pdf"], figures["upload"]
    yield from _head("Document", "Median s", "Best s", "First s", "Of it")
    for name, found, remark in (
        ("National quarterly report, document model", model, f"{model['queries']} queries"),
        (
            f"Its PDF of {pdf['pages']} pages, one core",
            pdf,
            f"{pdf['bytes'] / 1000:.0f} kB, peak {pdf['peak_bytes'] / 1e6:.0f} MB",
        ),
    ):
        times = (f"{found[key]:.2f}" for key in ("seconds", "best_seconds", "first_seconds"))
        yield _row(name, *times, remark)
    if export := documents.get("export"):
        yield _row(
            f"Excel file of {_whole(export['rows'])} rows, one core",
            *(f"{export[key]:.2f}" for key in ("seconds", "best_seconds", "first_seconds")),
            f"{export['bytes'] / 1000:.0f} kB, peak {export['peak_bytes'] / 1e6:.0f} MB",
        )
    if brought := documents.get("import"):
        yield ""
        yield (
            f"Import of a workbook of {_whole(brought['rows'])} rows: checked in {brought['check_seconds']:.1f} s, "
            f"checked and imported in {brought['seconds']:.1f} s; the importing process and the reader of the file "
            f"held {brought['peak_bytes'] / 1e6:.0f} MB together at their highest."
        )
    if upload:
        yield ""
        yield (
            f"Upload of {upload['megabytes']} MB: {upload['seconds']:.2f} s; the server held "
            f"{upload['before_bytes'] / 1e6:.1f} MB at its highest before it and "
            f"{upload['peak_bytes'] / 1e6:.1f} MB during it."
        )
    yield ""


def _head(first: str, *others: str) -> Iterator[str]:
    yield ""
    yield _row(first, *others)
    yield _row("---", *("---" for _ in others))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _whole(number: float) -> str:
    """50 000, as the product writes it."""
    return f"{number:,.0f}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
