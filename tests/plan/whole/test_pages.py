"""Pages that wait in a file for their rendering."""

import msgspec

from fridaygram.pages.page import Page
from fridaygram.plan.whole.pages import encoded_page

ENTRY = {"title": "A", "path": "/a/", "words": 7, "minutes": 1}


def page(**data):
    return Page("home", "/", "home.html", data)


def decoded(data):
    return msgspec.json.decode(data, type=Page)


def test_entries_have_the_counts_that_are_asked_for_wherever_they_stand():
    made = page(entries=[ENTRY], years=[{"year": 1, "entries": [ENTRY, {"path": "/b/"}]}], words=3)
    assert decoded(encoded_page(made, ("words", "minutes"))) == made
    fitted = decoded(encoded_page(made, ("minutes",))).data
    assert fitted["entries"] == [{"title": "A", "path": "/a/", "minutes": 1}]
    assert fitted["years"] == [{"year": 1, "entries": [*fitted["entries"], {"path": "/b/"}]}]
    assert fitted["words"] == 3
    assert made.data["entries"] == [ENTRY]


def test_an_outline_is_a_page_without_its_data():
    made = page(entries=[ENTRY])
    assert made.outline() == page()
    assert msgspec.structs.replace(made, kind="alias", data={"source": "a.md", "target": "/a/"}).outline().data == {
        "source": "a.md"
    }
