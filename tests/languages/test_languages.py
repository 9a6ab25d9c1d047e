"""Words, dates, numbers and orders in the languages that come along."""

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from fridaygram import languages, registry
from fridaygram.corpus.funnel import published_funnel
from fridaygram.corpus.importing import importer
from fridaygram.corpus.pipeline.settings import SOURCES, STAGES, PipelineSettings, label_of
from fridaygram.errors import ConfigError
from fridaygram.languages import Languages, speaking
from fridaygram.languages.catalogue import ENGLISH, PLURALS, own_catalogues, packaged, placeholders
from fridaygram.lm.song.masking import SLOTS
from fridaygram.values.kinds.order_curve import MEASURES, NAMES

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "generator" / "fridaygram"
SHIPPED = languages.languages()
OTHERS = [tag for tag in SHIPPED if tag != ENGLISH]


def said(tag, function, *values, **named):
    with speaking(Languages().of(tag)):
        return function(*values, **named)


def forms(value):
    return value if isinstance(value, dict) else {"other": value}


def test_seven_languages_come_along():
    assert set(SHIPPED) == {"ar", "de", "en", "es", "fr", "ja", "nb"}


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_has_every_word_with_the_placeholders_of_english(tag):
    english, catalogue = packaged(ENGLISH), packaged(tag)
    assert catalogue.keys() == english.keys()
    locale = Languages().of(tag).locale
    for name, value in catalogue.items():
        wanted = set().union(*map(placeholders, forms(english[name]).values()))
        for form, text in forms(value).items():
            optional = {"count"} if form in {"zero", "one", "two"} else set()
            assert wanted - optional <= placeholders(text) <= wanted, (name, form)
            assert ("[" in text) == ("[" in next(iter(forms(english[name]).values()))), name
            assert form in PLURALS, name
        if isinstance(english[name], dict):
            counted = locale.ordinal_form if name == "ordinal" else locale.plural_form
            # French and Spanish have "many" for millions alone.
            assert set(value) | {"many"} >= {*counted.tags, "other"}, name


@pytest.mark.parametrize("tag", SHIPPED)
def test_words_are_plain_text(tag):
    texts = [text for value in packaged(tag).values() for text in forms(value).values()]
    assert [text for text in texts if set('<>&"') & set(text)] == []


def names_in_use():
    """Return the names of words in the source of templates, scripts and the program."""
    template = r"""word\(\s*["']([a-z-]+)["']"""
    files = [*(ROOT / "templates").rglob("*.*"), *PROGRAM.rglob("*.py")]
    used = {name for file in files for name in re.findall(template, file.read_text("utf-8"))}
    scripts = "".join(file.read_text("utf-8") for file in (ROOT / "assets" / "js").glob("*.js"))
    used |= {f"script-{name}" for name in re.findall(r'word\("([a-z-]+)"', scripts)}
    for file in (PROGRAM / "figures").glob("*/*.js"):
        source, prefix = file.read_text("utf-8"), f"{file.parent.name}-script-"
        used |= {prefix + name for name in re.findall(r'\bword\("([a-z-]+)"', source)}
        # Names that a condition chooses from, or that stand by themselves.
        stand = set(re.findall(r'"([a-z-]+)"|\bwords\.([a-z]+)', source))
        used |= {name for name in packaged(ENGLISH) if name.removeprefix(prefix) in {*chain(*stand)}}
    linked = {name for file in PROGRAM.rglob("*.py") for name in re.findall(r'linked\("([a-z-]+)"', file.read_text())}
    return used | linked


# Names that are put together: word(f"verdict-{verdict}").
BUILT = re.compile(
    r"(?:verdict|from|admonition|value|path-colour|path-follows|path-starts|limits-all)-[a-z-]+|alphabet"
)


def test_every_word_is_used_and_every_name_is_a_word():
    used, known = names_in_use(), set(packaged(ENGLISH))
    assert used - known == set()
    source = "".join(file.read_text("utf-8") for file in PROGRAM.rglob("*.py"))
    assert {name for name in known - used if f'"{name}"' not in source and not BUILT.fullmatch(name)} == set()


SETTINGS = PipelineSettings(first=date(2018, 1, 1), contact="me@example.org")


def held_words():
    """Return what values hold in words of the program."""
    stages = [registry.load(STAGES, name, "STAGE", what="stage") for name in registry.names(STAGES)]
    sources = [registry.load(SOURCES, name, "SOURCE", what="source") for name in registry.names(SOURCES)]
    labels = [label_of(one.label, SETTINGS) for one in (*stages, *sources)]
    reasons = chain(*(stage.reasons for stage in stages))
    funnels = [published_funnel().title, *(row.label for row in (*published_funnel().stages, *importer.STAGES))]
    units = [unit for unit, _ in MEASURES.values()]
    return [*labels, *reasons, *funnels, *units, *SLOTS, "words", "reviews", "bits an event", NAMES["mle"]]


def test_words_that_values_hold_are_translated_and_the_author_s_are_not():
    for text in held_words():
        assert languages.translated(text) == text
        assert said("ja", languages.translated, text) != text, text
    assert said("de", languages.translated, "with content in Norwegian") == "mit Inhalt in der Sprache Norwegisch"
    assert said("de", languages.translated, "My own reason") == "My own reason"


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", ["1st", "2nd", "3rd", "4th", "11th", "22nd"]), ("de", ["1.", "2."]), ("fr", ["1er", "2e"])],
)
def test_places_are_counted_as_the_language_counts(tag, written):
    assert [said(tag, languages.ordinal, int(re.sub(r"\D", "", one))) for one in written] == written


def test_days_are_written_as_the_language_writes_them():
    day = "2018-09-07T10:00:00+02:00"
    assert languages.full_day(day) == "Friday 7 September 2018"
    assert languages.short_day(day) == "7 Sep"
    assert (languages.month(day), languages.short_month(day)) == ("Sep 2018", "Sep ’18")
    assert said("de", languages.short_month, day) == "Sept. 18"
    assert said("ja", languages.short_month, day) == "18年9月"
    assert said("de", languages.full_day, day) == "Freitag, 7. September 2018"
    assert said("ja", languages.long_day, day) == "2018年9月7日"
    assert said("es", languages.long_day, day) == "7 de septiembre de 2018"
    assert said("nb", languages.full_day, day) == "fredag 7. september 2018"
    assert said("ar", languages.long_day, day) == "7 سبتمبر 2018"
    assert said("en-US", languages.long_day, day) == "September 7, 2018"
    assert said("de", languages.weekday_name, "friday") == "Freitag"


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "1,584.50"),
        ("de", "1.584,50"),
        ("fr", "1\u202f584,50"),
        ("nb", "1\xa0584,50"),
        ("ar", "1,584.50"),
        ("de-CH", "1’584.50"),
    ],
)
def test_numbers_get_the_marks_of_the_language_and_keep_their_digits(tag, written):
    assert said(tag, languages.marks, "1,584.50") == written
    mark = "\u200e" if tag == "ar" else ""
    assert said(tag, languages.marks, "−1,584.50 bits") == f"{mark}−{written} bits"


def test_groups_of_digits_are_those_of_the_language():
    assert said("hi", languages.marks, "1,234,567") == "12,34,567"


def test_percent_stands_where_the_language_has_it():
    assert languages.percent("53") == "53%"
    assert said("de", languages.percent, "53") == "53\xa0%"
    assert said("tr", languages.percent, "53") == "%53"


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "دقيقة واحدة للقراءة"), (2, "دقيقتان للقراءة"), (3, "3 دقائق للقراءة"), (11, "11 دقيقة للقراءة")],
)
def test_plural_forms_are_those_of_cldr(count, text):
    assert said("ar", languages.word, "minutes", count=count) == text
    assert languages.word("minutes", count=1) == "1 minute to read"
    assert said("de", languages.word, "minutes", count=1500) == "1.500 Minuten Lesezeit"


def test_what_is_not_spoken_to_is_english_again():
    with speaking(Languages().of("de")):
        assert languages.word("search") == "Suche"
    assert languages.word("search") == "Search"


def test_lists_are_joined_as_the_language_joins_them():
    assert languages.listed(["a", "b", "c"]) == "a, b and c"
    assert said("de", languages.listed, ["a", "b"]) == "a und b"


def test_a_link_stands_in_square_brackets():
    assert said("de", languages.linked, "not-found-text", "/a/").count('<a href="/a/">Archiv</a>') == 1


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("en", ["2018", "Apple", "apple pie", "Éclair", "zebra", "Æther", "日本"]),
        ("nb", ["Apple", "zebra", "Ærlig", "øre", "Ål"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("de", ["Apfel", "Äpfel", "Ofen", "Öl", "Zoo"]),
        ("ar", ["أحمد", "باب", "توت", "soul"]),
        ("ja", ["soul", "かき", "がく", "さくら"]),
    ],
)
def test_names_are_in_the_order_of_the_alphabet(tag, names):
    shuffled = [*reversed(names)]
    assert sorted(shuffled, key=Languages().of(tag).sort_key) == names


@pytest.mark.parametrize(("tag", "direction"), [("ar", "rtl"), ("he", "rtl"), ("ja", "ltr"), ("tlh", "ltr")])
def test_the_direction_is_that_of_the_script(tag, direction):
    assert Languages().of(tag).direction == direction


def blog_with(tmp_path, text, name="pt.toml"):
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / name).write_text(text, "utf-8")
    return tmp_path


def test_a_blog_has_words_of_its_own(tmp_path):
    own = own_catalogues(blog_with(tmp_path, 'search = "Pesquisa"\n'))
    spoken = Languages(own)
    assert spoken.of("pt-BR").text("search") == "Pesquisa"
    assert spoken.of("pt-BR").text("archive") == "Archive"
    assert len(spoken.remarks(["pt-BR", "pt", "en", "de"])) == 1
    assert "lacks" in spoken.remarks(["pt"])[0]
    assert "archive" in spoken.remarks(["pt"])[0]


def test_a_blog_changes_words_of_a_language_that_comes_along(tmp_path):
    spoken = Languages(own_catalogues(blog_with(tmp_path, 'archive = "Alles"\n', "de.toml")))
    assert spoken.of("de").text("archive") == "Alles"
    assert spoken.of("de").text("search") == "Suche"
    assert spoken.remarks(["de"]) == []
    assert spoken.of("de").digest != Languages().of("de").digest


def test_a_language_without_words_speaks_english_and_is_remarked_once():
    remarks = Languages().remarks(["", "pl", "pl-PL", "en-GB", "no", "nn"])
    assert len(remarks) == 1
    assert "languages/pl.toml" in remarks[0]
    assert Languages().of("pl").text("search") == "Search"
    assert Languages().of("no").text("search") == "Søk"


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ('\nserch = "x"\n', "unknown word 'serch'", 2),
        ('search = "<b>x</b>"\n', "holds one of", 1),
        ('page-of = "{page}"\n', "unknown placeholder {page}", 1),
        ('page-of = "{number"\n', "brace", 1),
        ("search = 3\n", "must be a text", 1),
        ('minutes = { one = "{count}" }\n', "no form 'other'", 1),
        ('not-found-text = "nothing"\n', "square brackets", 1),
        ("search\n", "not TOML", 1),
    ],
)
def test_a_wrong_word_is_an_error_with_its_line(tmp_path, text, problem, line):
    with pytest.raises(ConfigError) as caught:
        own_catalogues(blog_with(tmp_path, text))
    assert problem in caught.value.message
    assert (str(caught.value.file), caught.value.line) == ("languages/pt.toml", line)
    assert caught.value.hint
