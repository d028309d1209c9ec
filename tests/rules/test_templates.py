"""Templates hold HTML: no queries, no style, no script, no address by hand, and only classes that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CSS = ROOT / "static" / "css"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
# A renderer of PDF does not let a page's style sheet reach into a drawing, so these may carry styles.
PAGES = [name for name in ALL if "/pdf/" not in name]
COMPONENTS = [
    name.removeprefix("components/").removesuffix(".html")
    for name in ALL
    if name.startswith("components/") and not name.startswith("components/_")
]
# Components that are drawn with another component's classes alone.
DRAWN_WITH = {"chosen": "filters", "form": "field", "formset": "field"}
# Style sheets of what is written by hand in pages, or printed by crispy-forms: the class that must be in use.
BY_HAND = {
    "anchors": "anchors",
    "auth": "auth__card",
    "clauses": "clauses",
    "coverage_grid": "coverage-grid",
    "data_table": "data-table",
    "import_message": "import-message",
    "field": "form-control",
    "note": "note",
    "page_header": "page-header",
    "panel": "panel",
    "period_picker": "period-picker",
    "question": "question",
    "report": "report",
    "return_line": "return-line",
    "search": "search-box",
    "stepper": "stepper",
    "strategy": "strategy",
    "task_list": "task-list",
    "ties": "ties",
    "views": "views",
}
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def text(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text())


def classes(name: str) -> set[str]:
    """The classes that a template names in full; those it puts together from a value are left out."""
    found: set[str] = set()
    for value in re.findall(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', text(name), re.DOTALL):
        # A tag separates words; a value glues them, and what it is glued to is not known here.
        known = re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", value))
        found |= set(known.split())
    return {word for word in found if not word.endswith("-")}


def defined_classes() -> set[str]:
    sheets = [path.read_text() for path in CSS.rglob("*.css")]
    sheets.append(Path(finders.find("js-lib-bootstrap5/css/bootstrap.min.css")).read_text())
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", "\n".join(sheets)))


DEFINED = defined_classes()


@pytest.mark.parametrize("name", ALL)
def test_a_template_can_be_read(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", ALL)
def test_a_template_asks_no_query_of_its_own(name: str) -> None:
    assert [tag for tag in TAG.findall(text(name)) if re.search(r"\.all\b", tag)] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_template_has_no_style_and_no_script_of_its_own(name: str) -> None:
    html = text(name)

    assert re.findall(r"\sstyle\s*=|<style\b|\son\w+\s*=\s*[\"']", html) == []
    assert [script for script in re.findall(r"<script\b[^>]*>", html) if "src=" not in script] == []


@pytest.mark.parametrize("name", ALL)
def test_a_form_that_posts_has_its_token(name: str) -> None:
    if name == "mou/slip_open.html":
        return  # nobody is signed in there, and the secret in the address is the right
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text(name), re.DOTALL):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("name", ALL)
def test_no_address_is_written_by_hand(name: str) -> None:
    assert re.findall(r'\b(?:href|action|src)="/[^"]*"', text(name)) == []


@pytest.mark.parametrize("name", ALL)
def test_fields_are_never_drawn_without_the_list_of_errors(name: str) -> None:
    html = text(name)
    draws = "{% form_fields" in html or re.search(r"\|crispy|\{% crispy ", html)

    if draws and name not in {"components/formset.html"}:
        assert '"components/error_summary.html"' in html


@pytest.mark.parametrize("name", PAGES)
def test_every_class_in_a_template_is_defined_in_a_style_sheet(name: str) -> None:
    assert classes(name) - DEFINED == set()


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_has_its_style_sheet(component: str) -> None:
    assert (CSS / "components" / f"{DRAWN_WITH.get(component, component)}.css").is_file()


def test_every_style_sheet_belongs_to_a_component_or_to_what_a_page_writes_by_hand() -> None:
    used = set().union(*(classes(name) for name in ALL))
    without_use = {
        path.stem
        for path in (CSS / "components").glob("*.css")
        if path.stem not in COMPONENTS and BY_HAND.get(path.stem) not in used
    }

    assert without_use == set()


def test_a_component_is_used() -> None:
    named = set(re.findall(r'"components/(\w+)\.html"', "\n".join(text(name) for name in ALL)))

    assert set(COMPONENTS) - named == set()
