"""The words of pages, dates and numbers in the language of what is being written.

A catalogue is a TOML file of words, one a language: those that come along lie beside this file, a blog's own in its
``languages/``. ``speaking`` sets the language of what is drawn, converted or rendered inside it, as Django's
``translation.override`` does; everything else is English. Dates, plurals and the marks of numbers are those of CLDR,
from Babel.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from fridaygram.config import WEEKDAYS
from fridaygram.files import digest_json
from fridaygram.languages.catalogue import ENGLISH, Catalogue, languages, lookup, packaged

if TYPE_CHECKING:
    from babel import Locale

SCRIPTS, HELD = "script-", "value-"
"""How names begin of the words of the page's scripts, and of those that values hold."""
# English without a country writes days as British and international English do, without their commas.
_PATTERNS = {"full": "EEEE d MMMM y", "long": "d MMMM y", "short": "d MMM", "month": "MMM y", "short month": "MMM ’yy"}
_SKELETONS = {"short": "MMMd", "month": "yMMM"}
_LINK = re.compile(r"\[([^\]]+)\]")
_MINUS = re.compile("−(?=\\d)")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Language(msgspec.Struct, frozen=True, dict=True):
    """A language and its words: those of English, with those of ``catalogue`` in their place.

    ``tag`` is a language tag.
    """

    tag: str
    catalogue: Catalogue

    @cached_property
    def texts(self) -> Catalogue:
        """All words by their names."""
        return {**packaged(ENGLISH), **self.catalogue}

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the words that only English has."""
        return tuple(sorted(packaged(ENGLISH).keys() - self.catalogue.keys()))

    @cached_property
    def digest(self) -> str:
        """A digest of the tag and all words."""
        return digest_json([self.tag, self.texts])

    @cached_property
    def locale(self) -> Locale:
        """Babel's data for the tag, else for its language, else for English."""
        return _locale(self.tag)

    @property
    def name(self) -> str:
        """What the language calls itself, its tag where Babel does not know it."""
        known = self.locale.language == self.tag.partition("-")[0].lower()
        return (known and self.locale.get_display_name(self.locale)) or self.tag

    @property
    def direction(self) -> str:
        """Where lines begin: "ltr" or "rtl"."""
        return self.locale.text_direction

    def text(self, name: str, count: float | None = None) -> str:
        """Return the word ``name`` with its placeholders; of one with plural forms, that of ``count``.

        Raises KeyError for a name that no catalogue has.
        """
        found = self.texts[name]
        if isinstance(found, str):
            return found
        return found.get(self.locale.plural_form(count or 0), found["other"])

    def sort_key(self, name: str) -> tuple[list[int], str]:
        """Return the key by which names stand in order.

        Letters come in the order of the catalogue's ``alphabet``, each of another script after them by its number in
        Unicode. Marks on letters count only between names that are alike but for them, unless the alphabet has the
        letter.
        """
        places = _places(str(self.texts["alphabet"]))
        letters: list[int] = []
        for letter in unicodedata.normalize("NFC", name.casefold()):
            plain = letter if letter in places else unicodedata.normalize("NFKD", letter)[0]
            letters.append(places.get(plain, ord(plain) | 1 << 21 if plain.isalpha() else ord(plain)))
        return letters, name

    @cached_property
    def for_scripts(self) -> str:
        """The words of the page's scripts: see ``for_script``."""
        return self.for_script(SCRIPTS)

    def for_script(self, prefix: str) -> str:
        """Return words whose names begin with ``prefix``, without it, as JSON for an attribute in '...'."""
        texts = {name.removeprefix(prefix): text for name, text in self.texts.items() if name.startswith(prefix)}
        return json.dumps(texts, ensure_ascii=False, separators=(",", ":")).replace("'", "\\u0027")


@cache
def _locale(tag: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(ENGLISH)


_SPOKEN: ContextVar[Language] = ContextVar("spoken")


def spoken() -> Language:
    """Return the language that is being written."""
    return _SPOKEN.get(None) or english()


@cache
def english() -> Language:
    """Return English."""
    return Language(ENGLISH, packaged(ENGLISH))


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Write what is drawn, converted or rendered inside in a language."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def word(name: str, /, **values: Any) -> str:
    """Return a word, sentence or label with ``values`` in its placeholders. A ``count`` decides its plural form.

    Raises KeyError for a name that no catalogue has.
    """
    return spoken().text(name, values.get("count")).format(**_written(values))


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in words: "a, b and c"."""
    from babel.lists import format_list

    return format_list(parts, locale=spoken().locale if spoken().tag != ENGLISH else "en_001")


def ordinal(place: int) -> str:
    """Return a place in a row, as the language counts: 1 -> "1st", 11 -> "11th"."""
    forms, locale = spoken().texts["ordinal"], spoken().locale
    text = forms if isinstance(forms, str) else forms.get(locale.ordinal_form(place), forms["other"])
    return text.format(count=place)


def capital(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]


def translated(text: str) -> str:
    """Return what a value holds in English words, such as "too short", in the language that is being written.

    Frozen values do not change with the language. Their words are in the catalogues, by names that begin with HELD;
    what is not there is the author's own and stays as it is.
    """
    name, parts = _held(text)
    shown = {part: translated(value) for part, value in parts.items()}
    if "language" in parts:
        tags = {english: tag for tag, english in _locale(ENGLISH).languages.items()}
        shown["language"] = spoken().locale.languages.get(tags.get(parts["language"]), parts["language"])
    return word(name, **shown) if name else text


@lru_cache(maxsize=1 << 10)
def _held(text: str) -> tuple[str, dict[str, str]]:
    """Return the name of the word that a value holds, "" for none, and what stands at its placeholders."""
    for name, held in packaged(ENGLISH).items():
        if name.startswith(HELD) and isinstance(held, str):
            if held == text:
                return name, {}
            if "{" in held and (found := re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(held)), text)):
                return name, found.groupdict()
    return "", {}


def linked(name: str, address: str, /, **values: Any) -> str:
    """Return a word as HTML whose part in square brackets is a link. ``address`` and ``values`` are HTML already."""
    text = spoken().text(name, values.get("count"))
    return _LINK.sub(r'<a href="{_address}">\1</a>', text).format(**_written(values), _address=address)


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "count": marks(f"{values['count']:,}")} if isinstance(values.get("count"), int) else dict(values)


def full_day(iso: str) -> str:
    """Return "2018-06-08" -> "Friday 8 June 2018"."""
    return _day(iso[:10], "full", spoken().tag)


def long_day(iso: str) -> str:
    """Return "2018-06-08" -> "8 June 2018"."""
    return _day(iso[:10], "long", spoken().tag)


def short_day(iso: str) -> str:
    """Return "2018-06-08" -> "8 Jun"."""
    return _day(iso[:10], "short", spoken().tag)


def month(iso: str) -> str:
    """Return "2018-06-08" -> "Jun 2018"."""
    return _day(iso[:7] + "-01", "month", spoken().tag)


def short_month(iso: str) -> str:
    """Return "2018-06-08" -> "Jun ’18"."""
    return _day(iso[:7] + "-01", "short month", spoken().tag)


@lru_cache(maxsize=1 << 14)
def _day(iso: str, form: str, tag: str) -> str:
    from babel.dates import format_date, format_skeleton

    day, locale = datetime.fromisoformat(iso).date(), _locale(tag)
    if str(locale) == ENGLISH:
        return format_date(day, _PATTERNS[form], locale)
    if form in _SKELETONS:
        return format_skeleton(_SKELETONS[form], day, locale=locale)
    if form == "short month":
        return format_date(day, locale.datetime_skeletons["yMMM"].pattern.replace("y", "yy"), locale)
    return format_date(day, form, locale)


def weekday_name(english_name: str) -> str:
    """Return the name of a day of the week, as it stands in a sentence: "friday" -> "Friday"."""
    from babel.dates import get_day_names

    return str(get_day_names("wide", "format", spoken().locale)[WEEKDAYS.index(english_name)])


def marks(number: str) -> str:
    """Return a number, as Python writes it, with the language's thousands and decimal marks: "1,584.5" -> "1.584,5".

    All its digits stay. What stands around it stays, too.
    """
    tag = spoken().tag
    return number if tag == ENGLISH else _marked(number, tag)


@lru_cache(maxsize=1 << 12)
def _marked(number: str, tag: str) -> str:
    from babel.numbers import format_decimal, get_decimal_symbol

    locale = _locale(tag)

    def marked(found: re.Match[str]) -> str:
        whole, point, rest = found[0].partition(".")
        if "," in whole:
            whole = format_decimal(int(whole.replace(",", "")), locale=locale)
        return whole + (get_decimal_symbol(locale) if point else "") + rest

    written = _NUMBER.sub(marked, number)
    # Between letters that run from the right, a minus sign would else stand behind its number. CLDR has this mark, too.
    return _MINUS.sub("\N{LEFT-TO-RIGHT MARK}\\g<0>", written) if locale.text_direction == "rtl" else written


def percent(number: str) -> str:
    """Return a number that is written already with the sign for percent: "53" -> "53%"."""
    words = spoken()
    if words.tag == ENGLISH:
        return f"{number}%"
    return re.sub(r"[#,.0]+", lambda _: number, words.locale.percent_formats[None].pattern)


@cache
def _places(alphabet: str) -> dict[str, int]:
    return {letter: 1 << 8 | place for place, letter in enumerate(alphabet)}


class Languages:
    """All languages of a blog. ``own`` are the catalogues of the blog itself: see ``own_catalogues``."""

    def __init__(self, own: Mapping[str, Catalogue] | None = None) -> None:
        self._own = own or {}
        self._known: dict[str, Language] = {}

    def of(self, tag: str) -> Language:
        """Return a language with its words, from the nearest catalogues: for "pt-BR" of ``pt-br``, else of ``pt``."""
        if tag not in self._known:
            self._known[tag] = Language(tag, self._found(tag) or {})
        return self._known[tag]

    def _found(self, tag: str) -> Catalogue | None:
        names = lookup(tag)
        own = next((self._own[name] for name in names if name in self._own), None)
        shipped = next((packaged(name) for name in names if packaged(name)), None)
        return None if own is None and shipped is None else {**(shipped or {}), **(own or {})}

    def remarks(self, tags: Iterable[str]) -> list[str]:
        """Return warnings about the words that languages lack, each once, with the way out."""
        told = {}
        for tag in sorted(set(tags) - {""}):
            name = tag.partition("-")[0].lower()
            missing = self.of(tag).missing
            if self._found(tag) is None:
                told[name] = (
                    f"language '{tag}' has no words: its pages speak English; write languages/{name}.toml "
                    f"(how: the page Languages of the documentation), or choose one of {', '.join(languages())}"
                )
            elif missing:
                told[name] = f"language '{tag}' lacks {len(missing)} words, which are in English: {', '.join(missing)}"
        return list(told.values())
