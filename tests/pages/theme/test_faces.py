"""Fonts are cut to what a site shows; the cuts that come along are those that this program would make."""

import io
import itertools

import pytest
from fontTools.ttLib import TTFont

from fridaygram.errors import ContentError
from fridaygram.figures.fonts import FACES
from fridaygram.pages.theme.faces import BASIC, GROUPS, ROLES, cut, cut_anew, font_files, groups_of, rules

CUTS = list(itertools.product(ROLES.values(), GROUPS))
STEP = 4


@pytest.mark.parametrize("place", range(0, len(CUTS), STEP))
def test_cuts_that_are_shipped_are_those_of_the_whole_fonts(place, update_goldens):
    """One of four is made again; all are with --update-goldens."""
    for name, group in CUTS[place : place + STEP] if update_goldens else ():
        shipped = FACES / f"{name}-{group}.woff2"
        shipped.unlink(missing_ok=True)
        if made := cut_anew(FACES / f"{name}.woff2", group)[0]:
            shipped.write_bytes(made)
    name, group = CUTS[place]
    file = FACES / f"{name}.woff2"
    anew, facts = cut_anew(file, group)
    data, known = cut(file, group)
    assert bool(data) == bool(anew)
    if anew:
        ours, theirs = TTFont(io.BytesIO(data)), TTFont(io.BytesIO(anew))
        assert ours.getBestCmap() == theirs.getBestCmap()
        assert ours.getGlyphOrder() == theirs.getGlyphOrder()
        assert tags(ours) == tags(theirs)
        assert (known.weights, known.ascent, known.descent) == (facts.weights, facts.ascent, facts.descent)


def tags(font):
    """Return the layout features of a font."""
    tables = [font[name].table for name in ("GPOS", "GSUB") if name in font]
    return {record.FeatureTag for table in tables if table.FeatureList for record in table.FeatureList.FeatureRecord}


def test_groups_share_no_character_and_text_is_in_the_groups_of_its_characters():
    assert sum(map(len, GROUPS.values())) == len(frozenset().union(*GROUPS.values()))
    assert groups_of("Plain “words” → café") == ()
    assert groups_of("Łódź, Ελλάδα, ₂") == ("latin", "latin-more", "greek", "signs")


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
