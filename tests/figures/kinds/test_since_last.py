"""The comparison as a table with headed rows and columns, and as words."""

from fridaygram.figures.kinds.since_last import FIGURE, SinceLastParams

THEN = {"date": "2018-06-08", "reviews": 455, "words": 62_010, "bits": 2.1, "order": 8, "held_out": {"texts": 92}}
NOW = {"date": "2018-06-15", "reviews": 461, "words": 63_068, "bits": 2.0838, "order": 8, "held_out": {"texts": 92}}


def drawn(before):
    values = {"now": NOW, "before": before, "model": "Kneser-Ney", "post": "2018-06-08-week-1"}
    return FIGURE.draw(values, SinceLastParams(corpus="demo"), "x")


def test_then_now_and_the_change():
    drawing = drawn(THEN)
    assert (
        '<tr><td></td><th scope="col">8 June 2018</th><th scope="col">15 June 2018</th><th scope="col">Change</th></tr>'
        in drawing.html
    )
    cells = "".join(f'<td class="number">{cell}</td>' for cell in ("2.1", "2.084", "\N{MINUS SIGN}0.016"))
    assert f'<tr><th scope="row">Bits a character</th>{cells}</tr>' in drawing.html
    assert "Reviews: 455, now 461 (+6)." in drawing.text
    assert "Best order: 8, now 8 (none)." in drawing.text
    assert drawing.text.endswith("Kneser-Ney at its best order, on the same 92 held-out reviews.")


def test_the_first_count_compares_nothing():
    drawing = drawn(None)
    assert "Change" not in drawing.html
    assert drawing.html.count('scope="col"') == 1
    assert "The first count." in drawing.text
