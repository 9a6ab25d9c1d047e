from fridaygram.corpus.crawl.state import PIECE, State


def test_the_log_does_not_grow_while_a_reader_is_open(tmp_path):
    """SQLite uses its log (WAL) again from the start only when nobody reads what is in it."""
    state = State(tmp_path / "state.sqlite")
    columns = "url, address, domain, song, posted"
    links = ((f"https://a.example/{number}", "", "", "", "") for number in range(3000))
    state.write_many(f"INSERT INTO links ({columns}) VALUES (?, ?, ?, ?, ?)", links)
    largest = 0
    for (identity,) in state.stream(state.ids("SELECT id FROM links ORDER BY id"), f"SELECT l.id FROM {PIECE}"):
        state.write(("UPDATE links SET detail = ? WHERE id = ?", ("x" * 3000, identity)))
        largest = max(largest, (tmp_path / "state.sqlite-wal").stat().st_size)
    state.close()
    assert largest < 6_000_000


def test_the_log_does_not_grow_while_many_rows_are_deleted(tmp_path):
    state = State(tmp_path / "state.sqlite")
    links = ((f"https://a.example/{number}", "x" * 1000, "", "", str(number % 2)) for number in range(20_000))
    state.write_many("INSERT INTO links (url, address, domain, song, posted) VALUES (?, ?, ?, ?, ?)", links)
    state.delete("links", "posted = ?", ("1",))
    largest = (tmp_path / "state.sqlite-wal").stat().st_size
    posted = state.rows("SELECT posted, count(*) FROM links GROUP BY posted")
    state.delete("links")
    assert state.one("SELECT count(*) FROM links") == (0,)
    state.close()
    assert posted == [("0", 10_000)]
    assert largest < 10_000_000


def test_rows_come_in_the_order_of_their_ids_also_over_pieces(tmp_path):
    state = State(tmp_path / "state.sqlite")
    links = ((f"https://a.example/{number}", "", "", "", str(-number % 7)) for number in range(700))
    state.write_many("INSERT INTO links (url, address, domain, song, posted) VALUES (?, ?, ?, ?, ?)", links)
    ids = state.ids("SELECT id FROM links WHERE id != 5 ORDER BY posted, id DESC")
    state.write(("DELETE FROM links WHERE id = 300", ()))
    found = list(state.stream(ids, f"SELECT l.id, l.posted FROM {PIECE}"))
    assert [identity for identity, _ in found] == [identity for identity in ids if identity != 300]
    assert [posted for _, posted in found] == sorted(posted for _, posted in found)
    assert list(state.stream(state.ids("SELECT id FROM links WHERE id < 0"), f"SELECT l.id FROM {PIECE}")) == []
    state.close()
