from fridaygram.corpus.text.language import Tongue, detect

ENGLISH = (
    "There is a patience to the opening minute that most debut singles do not dare, and then the strings come in.",
    "Nobody at the label expected this to travel as far as it did, and the band least of all of them.",
)
GERMAN = "Das ist ein Lied, das man an einem verregneten Sonntag hört, wenn die Straßen leer sind und niemand anruft."

GERMAN_LINES = (
    "Der Regen fällt auf das leere Dach", "Niemand hört mir an den Tagen zu", "Ich warte noch auf deinen Brief",
    "Es ist schon wieder alles gut",
)  # fmt: skip


def test_paragraphs_of_one_language_make_a_text_of_it():
    assert detect("\n\n".join(ENGLISH)) == Tongue("en", 1.0)
    assert detect(GERMAN) == Tongue("de", 1.0)


def test_the_share_is_that_of_the_texts_own_language():
    text = "\n\n".join((*ENGLISH, GERMAN))
    found = detect(text)
    lengths = [len(part) for part in (*ENGLISH, GERMAN)]
    assert found == Tongue("en", round(sum(lengths[:2]) / sum(lengths), 4))


def test_short_paragraphs_are_not_asked_alone():
    assert detect(f"Non.\n\nSi.\n\n{ENGLISH[0]}") == Tongue("en", 1.0)
    assert detect("... 123 !") == Tongue("", 0.0)


def test_a_text_of_short_lines_between_two_paragraphs_is_asked_as_a_whole():
    lines = "\n\n".join([*GERMAN_LINES] * 5)
    assert detect(f"{ENGLISH[0]}\n\n{lines}\n\n{ENGLISH[1]}") == Tongue("de", 0.0)
