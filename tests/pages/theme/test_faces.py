"""Fonts are cut to what a site shows; the basic cuts that come along are those that this program would make."""

import io

import pytest
from fontTools.ttLib import TTFont

from fridaygram.errors import ContentError
from fridaygram.figures.fonts import FACES
from fridaygram.pages.theme.faces import BASIC, GROUPS, ROLES, cut, font_files, groups_of, rules


@pytest.mark.parametrize("name", ROLES.values())
def test_the_basic_cut_that_is_shipped_is_that_of_the_whole_font(name, tmp_path):
    whole = tmp_path / f"{name}.woff2"
    whole.write_bytes((FACES / whole.name).read_bytes())
    made, shipped = (TTFont(io.BytesIO(cut(file, BASIC)[0])) for file in (whole, FACES / whole.name))
    assert shipped.getBestCmap() == made.getBestCmap()
    assert shipped.getGlyphOrder() == made.getGlyphOrder()
    assert {record.FeatureTag for record in shipped["GPOS"].table.FeatureList.FeatureRecord} == {
        record.FeatureTag for record in made["GPOS"].table.FeatureList.FeatureRecord
    }


def test_groups_share_no_character_and_text_is_in_the_groups_of_its_characters():
    assert sum(map(len, GROUPS.values())) == len(frozenset().union(*GROUPS.values()))
    assert groups_of("Plain “words” → café") == ()
    assert groups_of("Łódź, Ελλάδα, ₂") == ("latin", "latin-more", "greek", "symbols")


def test_a_cut_keeps_kinds_of_figures_weights_and_the_licence_and_is_the_same_each_time():
    data, facts = cut(FACES / "literata.woff2", "latin")
    font = TTFont(io.BytesIO(data))
    basic = TTFont(FACES / "literata-basic.woff2")
    assert {"lnum", "onum", "tnum"} <= {record.FeatureTag for record in basic["GSUB"].table.FeatureList.FeatureRecord}
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [("wght", 400, 700)]
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert (data, facts) == cut(FACES / "literata.woff2", "latin")


def test_a_blogs_own_font_wins_and_ours_italic_does_not_stand_beside_it(tmp_path):
    own = tmp_path / "fonts" / "text.ttf"
    own.parent.mkdir()
    font = TTFont(FACES / "inter.woff2")
    font.flavor = None
    font.save(own)
    found = font_files((tmp_path, FACES))
    assert found["text"] == own
    assert found["mono"] == FACES / "jetbrains-mono.woff2"
    assert "text-italic" not in found
    data, facts = cut(own, BASIC)
    css = rules({("text", BASIC): ("fonts/a.woff2", facts)})
    assert 'font-family:"site text";' in css
    assert "size-adjust:117.9%" in css  # Inter is that much wider than Times
    assert TTFont(io.BytesIO(data)).flavor == "woff2"


def test_what_is_no_font_is_an_error_with_its_file(tmp_path):
    file = tmp_path / "sans.woff2"
    file.write_bytes(b"no font at all")
    with pytest.raises(ContentError, match="cannot read this font") as caught:
        cut(file, BASIC)
    assert caught.value.file == str(file)
