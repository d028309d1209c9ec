"""The style sheets as one file: nothing lost, the layers in their order."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from partnerships.core.static import join

ROOT = Path(__file__).parents[2] / "static"
SOURCE = (ROOT / "css" / "main.css").read_text()
IMPORTED = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\)', SOURCE)


@pytest.fixture(scope="module")
def joined():
    sheets = {str(path.relative_to(ROOT)): path.read_text() for path in ROOT.rglob("*.css")}
    vendor = "js-lib-bootstrap5/css/bootstrap.min.css"
    sheets[vendor] = Path(finders.find(vendor)).read_text()
    return join("css/main.css", sheets)


def test_the_order_of_the_layers_is_fixed_before_anything_else(joined):
    assert joined.startswith("@layer vendor, tokens, base, layout, components, utilities;")


def test_every_imported_sheet_stands_in_its_layer_in_the_order_of_the_source(joined):
    assert len(IMPORTED) > 40
    assert re.findall(r"(?m)^@layer (\w+) \{$", joined) == [layer for _, layer in IMPORTED]


def test_every_rule_of_every_sheet_is_there(joined):
    squeezed = re.sub(r"\s+", "", joined)
    for path, _ in IMPORTED[1:]:
        text = re.sub(r"/\*.*?\*/", "", (ROOT / "css" / path).read_text(), flags=re.DOTALL)
        assert re.sub(r"\s+", "", text) in squeezed


def test_what_is_for_paper_stays_for_paper(joined):
    assert re.search(r"@layer utilities \{\s*@media print \{\s*@page", joined)


def test_nothing_is_imported_and_every_bracket_is_closed(joined):
    assert "@import" not in joined
    assert joined.count("{") == joined.count("}")


def test_every_sheet_of_a_component_is_imported():
    files = {f"components/{path.name}" for path in (ROOT / "css" / "components").glob("*.css")}

    assert files == {path for path, _ in IMPORTED if path.startswith("components/")}


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"css/main.css": '@import url("gone.css") layer(base);'}, "not among the static files"),
        ({"css/main.css": '@import "a.css";', "css/a.css": ""}, "an import that is not written as"),
        (
            {
                "css/main.css": '@import url("a.css") layer(base);',
                "css/a.css": "p { background: url(p.png) }",
            },
            "points to another file",
        ),
        (
            {
                "css/main.css": '@import url("a.css") layer(base);',
                "css/a.css": '@import url("b.css") layer(x);',
            },
            "points to another file",
        ),
    ],
)
def test_what_would_be_lost_stops_the_collecting(sheets, message):
    with pytest.raises(ValueError, match=message):
        join("css/main.css", sheets)


def test_collecting_gives_the_joined_sheet_a_name_of_its_own_and_packs_it(settings, tmp_path, joined):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "partnerships.core.static.Storage"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    [collected] = (tmp_path / "css").glob("main.*.css")
    assert collected.read_text() == joined
    assert (tmp_path / "css" / f"{collected.name}.gz").stat().st_size < 45_000
    assert not list(tmp_path.rglob("*.br"))
