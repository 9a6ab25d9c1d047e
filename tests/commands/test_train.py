"""train, sample, eval and memorise: one model, told four ways."""

import json
import shutil

import pytest

from fridaygram import registry
from tests.values.writing import write_sung


def test_training_says_what_was_read(corpus, fridaygram):
    said = fridaygram("train", "hums", "--held-out", "0.25")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("hums: every order trained on 7 texts, ")
    assert (corpus / "content/models/hums").is_dir()
    again = fridaygram("train", "hums", "--held-out", "0.25", "--json").json
    assert (again["corpus"], again["texts"], again["held_out"]) == ("hums", 7, 1)


def test_a_held_out_set_that_leaks_is_refused_and_leaves_no_model(blog, fridaygram):
    boilerplate = "This post was brought to you by the letter of the week and by nobody else at all. "
    own = [" ".join(str(number**3 % 99_991) for number in range(place, 2000, 97)) for place in range(1, 11)]
    texts = [boilerplate + digits for digits in own]
    write_sung(blog, texts)
    shutil.rmtree(blog / "content" / "models" / "sung")
    said = fridaygram("train", "sung")
    assert said.problem.startswith("held-out text leaks: ")
    assert "is allowed; drop repeated passages from the corpus, or allow more: --most-leakage" in said.problem
    assert not (blog / "content" / "models" / "sung").exists()
    allowed = fridaygram("train", "sung", "--most-leakage", "0.99")
    assert "of the held-out text stands in training in runs of 50 characters or more" in allowed.out
    assert fridaygram("train", "sung", "--most-leakage", "0.99", "--json").json["leakage"] > 0.3


def test_orders_are_evaluated_on_request(corpus, fridaygram):
    report = fridaygram("train", "hums", "--held-out", "0.25", "--order", "2", "1", "--json").json
    assert {row["order"] for row in report["evaluation"]} == {1, 2}
    said = fridaygram("train", "hums", "--held-out", "0", "--order", "2")
    assert "there are no held-out texts to evaluate on; train with --held-out 0.2" in said.err


def test_a_model_that_is_there_is_not_trained_again(trained, reviews, fridaygram, tree):
    before = {path: path.stat().st_mtime_ns for path in (trained / "content/models/hums").iterdir()}
    said = fridaygram("train", "hums", "--if-missing")
    assert said == (0, "", "The model 'hums' is there already.\n")
    assert before == {path: path.stat().st_mtime_ns for path in (trained / "content/models/hums").iterdir()}
    described = fridaygram("train", "hums", "--if-missing", "--json").json
    assert (described["corpus"], described["texts"] + described["held_out"]) == ("hums", 8)
    rows = reviews.read_text().splitlines()[:6]
    reviews.write_text("\n".join(rows))
    fridaygram("corpus", "import", reviews, "--name", "hums", "--replace")
    assert "trained on" in fridaygram("train", "hums", "--if-missing", "--held-out", "0").out


@pytest.mark.parametrize("wrong", [["--held-out", "0", "--order", "2"], ["--order", "300"], ["--epochs", "3"]])
def test_what_cannot_be_done_leaves_the_model_that_is_there(trained, fridaygram, tree, wrong):
    before = tree(trained / "content/models")
    assert fridaygram("train", "hums", "--seed", "9", *wrong).problem
    assert tree(trained / "content/models") == before


def test_the_same_line_writes_the_same_texts(trained, fridaygram):
    argv = ("sample", "hums", "--order", "3", "--seed", "5", "--count", "2")
    assert fridaygram(*argv) == fridaygram(*argv)
    samples = fridaygram(*argv, "--json").json["samples"]
    assert len(samples) == 2
    assert fridaygram(*argv).out.partition("\n")[2].startswith(samples[0]["text"])
    more = fridaygram(*argv[:-1], "4", "--json").json["samples"]
    assert [one["text"] for one in more[:2]] == [one["text"] for one in samples], "more texts do not move the first"


def test_a_trace_tells_each_step(trained, fridaygram):
    argv = ("sample", "hums", "--order", "3", "--seed", "5", "--trace")
    sample = fridaygram(*argv, "--json").json["samples"][0]
    assert "".join(step["choice"] for step in sample["trace"]) == sample["text"]
    assert all(step["distribution"][step["choice"]] == step["probability"] for step in sample["trace"])
    first, *steps = fridaygram(*argv).out.splitlines()
    assert first == sample["text"]
    assert len(steps) == len(sample["trace"])
    assert steps[0].startswith("  '~~~' -> ")
    assert " -> end " in steps[-1]


def test_every_kind_of_model_writes(trained, fridaygram):
    for kind in ("kneser-ney", "witten-bell"):
        argv = ("sample", "hums", "--model", kind, "--order", "4", "--length", "60", "--prompt", "A")
        assert fridaygram(*argv).out.startswith("A")
        assert fridaygram(*argv) == fridaygram(*argv)


def test_long_learning_is_announced_but_not_when_quiet(trained, fridaygram, monkeypatch):
    monkeypatch.setattr("fridaygram.lm.models.context_mixing.LONG_SECONDS", 0.0)
    argv = ("sample", "hums", "--model", "context-mixing", "--length", "5")
    assert fridaygram(*argv).err.startswith("context-mixing learns from ")
    assert fridaygram("--quiet", *argv).err == ""


def test_a_prompt_begins_every_text(trained, fridaygram):
    samples = fridaygram("sample", "hums", "--prompt", "A ", "--count", "3", "--order", "2", "--json").json["samples"]
    assert all(sample["text"].startswith("A ") for sample in samples)


def test_numbers_are_of_held_out_text(trained, fridaygram):
    table = fridaygram("eval", "hums", "--order", "1", "3", "--json").json
    assert {(row["model"], row["order"]) for row in table["rows"]} >= {("mle", 1), ("mle", 3)}
    said = fridaygram("eval", "hums", "--order", "1", "3")
    assert said.out.startswith("hums: 1 held-out text, ")
    lines = said.out.splitlines()
    assert lines[1].startswith("best: kneser-ney, order 1: ")
    assert lines[3].startswith("model ") and lines[4].startswith("kneser-ney "), "what can be used comes first"
    impossible = lines.index("These call some events impossible: their bits and perplexity are infinite.")
    assert [line.split()[0] for line in lines[impossible + 2 : impossible + 4]] == ["mle", "mle"]


def test_a_model_without_orders_has_one_row(trained, fridaygram):
    argv = ("eval", "hums", "--order", "1", "3", "--model", "context-mixing", "kneser-ney")
    rows = fridaygram(*argv, "--json").json["rows"]
    assert [(row["model"], row["order"]) for row in rows] == [
        ("context-mixing", None),
        ("kneser-ney", 1),
        ("kneser-ney", 3),
    ]
    lines = fridaygram(*argv).out.splitlines()
    assert [line.split()[:2] for line in lines[4:]] == [
        ["context-mixing", "all"],
        ["kneser-ney", "1"],
        ["kneser-ney", "3"],
    ]
    best = fridaygram(*argv[:-1]).out.splitlines()[1]
    assert best.startswith("best: context-mixing, all orders: ")


def test_samples_are_measured_beside_held_out_texts(trained, fridaygram):
    argv = ("eval", "hums", "--samples", "--model", "mle", "kneser-ney", "--temperature", "0.7", "1")
    rows = fridaygram(*argv, "--json").json["rows"]
    settings = [(row["model"], row["order"], row["temperature"]) for row in rows]
    assert settings[:3] == [("people", None, None), ("mle", 6, 0.7), ("mle", 6, 1.0)]
    said = fridaygram(*argv).out.splitlines()
    assert said[0] == "hums: 50 samples of each setting, seed 1, and 1 held-out text by people,"
    assert [line.split()[0] for line in said[3:]] == ["model", "people", "mle", "mle", "kneser-ney", "kneser-ney"]
    assert said[-1].split()[1:4] == ["8", "1.0", "1.0"]
    assert "add --samples" in fridaygram("eval", "hums", "--top-p", "0.9").problem


def test_each_kind_of_model_has_its_own_order(trained, fridaygram):
    for kind, order in (("mle", 6), ("kneser-ney", 8), ("ppm", None)):
        argv = ("sample", "hums", "--model", kind, "--length", "5")
        assert fridaygram(*argv, "--json").json["samples"][0]["order"] == order
        said = fridaygram(*argv).err
        assert said.splitlines()[-1].startswith(f"order {order}, {kind}, " if order else "all of the text, ppm, ")


@pytest.mark.parametrize("until", [(), ("--until", "word"), ("--until", "character"), ("--until", "sentence")])
def test_a_text_that_its_length_ends_is_cut_and_that_is_said(trained, fridaygram, until):
    argv = ("sample", "hums", "--order", "3", "--seed", "5", "--prompt", "A ", "--length")
    after = until[1] if until else "word"
    for length in range(3, 30):
        whole = fridaygram(*argv, str(length), "--until", "character", "--json").json["samples"][0]
        sample = fridaygram(*argv, str(length), *until, "--json").json["samples"][0]
        said = fridaygram(*argv, str(length), *until)
        shown = said.out.removesuffix("\n")
        if sample["ended"]:
            assert shown == sample["text"] == whole["text"]
            break
        assert len(whole["text"]) == length
        cut = "as long as that" if after == "character" else f"cut after the last whole {after}"
        marked = "" if after == "sentence" else " and marked [...]"
        assert f"--length {length} ended 1 of 1: {cut}{marked}" in said.err
        assert shown == sample["text"] + ("" if after == "sentence" else " [...]")
        if after == "character":
            assert sample["text"] == whole["text"]
        else:
            assert " " not in whole["text"].removeprefix(sample["text"]).strip()


def test_characters_can_be_limited_and_texts_begin_as_those_of_training_do(trained, fridaygram):
    argv = ("sample", "hums", "--order", "3", "--count", "4", "--top-k", "2", "--top-p", "0.9", "--first-sentence")
    samples = fridaygram(*argv, "--json").json["samples"]
    assert {(one["top_k"], one["top_p"], one["first_sentence"]) for one in samples} == {(2, 0.9, True)}
    assert all(one["prompt"].endswith(".") and one["text"].startswith(one["prompt"]) for one in samples)
    assert len({one["prompt"] for one in samples}) > 1
    assert "top-p 0.0 is not above 0" in fridaygram("sample", "hums", "--top-p", "0").problem


def test_where_nothing_can_be_kept_aside_that_is_told_with_a_way_out(blog, fridaygram, tmp_path):
    (tmp_path / "one.jsonl").write_text(json.dumps({"content": "One text alone stands here."}) + "\n")
    assert fridaygram("corpus", "import", tmp_path / "one.jsonl", "--name", "one").code == 0
    said = fridaygram("train", "one")
    assert said.out == (
        "one: every order trained on 1 text, 27 characters, 14 of them distinct; 0 texts kept aside\n"
        "  none could be kept aside: its texts are too few, or so alike that all stay on one side; "
        "without them nothing can be measured\n"
    )
    # Training again with the share that training has already would lead round in a circle.
    assert fridaygram("eval", "one").problem == (
        "model 'one' could keep no texts aside: its texts are too few, or so alike that all stay on one side; "
        "train on more texts, or with a larger share than --held-out 0.2"
    )
    assert fridaygram("train", "one", "--order", "2").problem.endswith("; take a larger share than --held-out 0.2")
    assert "kept aside:" not in fridaygram("train", "one", "--held-out", "0").out
    assert fridaygram("eval", "one").problem.endswith("train it again: fridaygram train one --held-out 0.2")


def test_a_day_before_the_first_text_is_told(corpus, fridaygram):
    said = fridaygram("train", "hums", "--date", "2001-01-01")
    assert said.problem == "corpus 'hums' has no texts up to 2001-01-01; name a later day, or none"


def test_copies_are_found(trained, fridaygram, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("Play it while the bread rises. Somebody sings about a lighthouse as if it owed them a whale.")
    report = fridaygram("memorise", "hums", text, "--json").json
    assert report["longest"] >= 20
    assert all(span["length"] >= 20 for span in report["spans"])
    told = fridaygram("memorise", "hums", text).out
    assert "the longest copy has" in told
    assert (
        "in 1 text\n    'Somebody sings about a lighthouse as if it owed them '\n    text 3: https://hum.example/3\n"
        in told
    )


def test_copies_have_no_addresses_where_the_corpus_is_not_here(trained, fridaygram, tmp_path):
    (tmp_path / "text.txt").write_text("Somebody sings about a lighthouse.")
    (trained / "content/corpus/hums").rename(tmp_path / "hums")
    told = fridaygram("memorise", "hums", tmp_path / "text.txt")
    assert "    text 3\n" in told.out
    assert told.err == "no addresses: the corpus 'hums' that the model was trained on is not here\n"


def test_several_samples_have_a_ruler_between_them_and_one_has_none(trained, fridaygram):
    two = ("sample", "hums", "--order", "3", "--count", "2")
    texts = [one["text"] for one in fridaygram(*two, "--json").json["samples"]]
    told = fridaygram(*two).out
    rulers = [f"--- {number} of 2, order 3, seed 1 ".ljust(60, "-") for number in (1, 2)]
    assert told == f"{rulers[0]}\n{texts[0]}\n{rulers[1]}\n{texts[1]}\n"
    assert "---" not in fridaygram("sample", "hums", "--order", "3").out
    assert fridaygram(*two, "--null").out == f"{texts[0]}\0{texts[1]}\0"
    assert fridaygram("sample", "hums", "--null", "--json").code == 2


@pytest.mark.parametrize("verb", ["eval", "train"])
def test_an_order_that_no_text_has_is_refused(trained, fridaygram, verb):
    assert "99,999,999,999 is more than 1,000" in fridaygram(verb, "hums", "--order", "99999999999").problem


@pytest.mark.parametrize("option", ["--order", "--seed", "--count", "--length"])
def test_a_number_that_no_machine_holds_is_refused(trained, fridaygram, option):
    said = fridaygram("sample", "hums", option, str(10**20))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "100,000,000,000,000,000,000 is more than" in said.problem


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (["train", "humz"], "no corpus 'humz'; did you mean 'hums'?"),
        (["train", "../hums"], "'../hums' cannot name a corpus"),
        (["sample", "humz"], "no trained model 'humz'; did you mean 'hums'?"),
        (
            ["sample", "hums", "--temperature", "0"],
            "temperature 0.0 is not above 0; try 0.5 (cautious) to 1.5 (daring)",
        ),
        (["sample", "hums", "--temperature", "nan"], "temperature nan is not above 0; try 0.5"),
        (["sample", "hums", "--temperature", "inf"], "temperature inf is not above 0; try 0.5"),
        (["sample", "hums", "--model", "kneser"], "unknown model 'kneser'; did you mean 'kneser-ney'?"),
        (["eval", "hums", "--model", "kneser"], "unknown model 'kneser'; did you mean 'kneser-ney'?"),
        (["eval", "humz"], "no trained model 'humz'; did you mean 'hums'?"),
        (["memorise", "hums", "none.txt"], "none.txt: no such file"),
    ],
)
def test_wrong_input_is_one_line(trained, fridaygram, argv, problem):
    said = fridaygram(*argv)
    assert said.code == 1
    assert said.problem.startswith(problem)


@pytest.mark.parametrize("order", ["0", "-1", "two"])
def test_an_order_is_a_whole_number_from_one(trained, fridaygram, order):
    assert fridaygram("sample", "hums", "--order", order).code == 2


def test_an_order_longer_than_any_text_is_no_fault(trained, fridaygram):
    said = fridaygram("sample", "hums", "--order", "1000")
    assert said.code in (0, 1)
    assert "fault of Fridaygram" not in said.err


def test_a_network_without_torch_is_one_line(corpus, fridaygram, monkeypatch):
    monkeypatch.setattr(registry, "missing", lambda extra: ("torch",) if extra == "neural" else ())
    said = fridaygram("train", "hums", "--model", "lstm")
    assert said.code != 0
    assert "a neural model needs torch; install it with: pip install 'fridaygram[neural]'" in said.err
    assert not (corpus / "content/models/hums").exists()


def test_a_network_is_taught_and_sampled(corpus, fridaygram):
    pytest.importorskip("torch", reason="the extra fridaygram[neural] is not installed")
    said = fridaygram("train", "hums", "--held-out", "0.25", "--model", "lstm", "--epochs", "1", "--json")
    assert said.json["taught"]["kind"] == "lstm"
    assert said.json["taught"]["held_out_bits"]["lstm"] > 0
    assert fridaygram("sample", "hums", "--model", "lstm", "--length", "20").code == 0


def test_context_mixing_is_taught_and_kept(corpus, fridaygram):
    said = fridaygram("train", "hums", "--held-out", "0.25", "--model", "context-mixing", "--json").json["taught"]
    kept = corpus / "content/models/hums+context-mixing"
    assert said["bytes"] == sum(file.stat().st_size for file in kept.glob("*.bin"))
    assert list(said["held_out_bits"]) == ["context-mixing", "context-mixing-cache"]
    rows = fridaygram("eval", "hums", "--order", "1", "--model", *said["held_out_bits"], "--json").json["rows"]
    assert {row["model"]: row["bits_per_character"] for row in rows} == said["held_out_bits"]
    told = fridaygram("train", "hums", "--held-out", "0.25", "--model", "context-mixing")
    assert "MB beside the index; context-mixing has" in told.out
    refused = fridaygram("train", "hums", "--model", "context-mixing", "--epochs", "2")
    assert refused.problem == "--epochs is of a network; add --model lstm, or leave it out"


def test_a_model_of_a_day_is_measured_on_what_that_day_held_out(blog, tmp_path, fridaygram):
    """Later reviews whose addresses sort first must not move the numbers of the held-out ones."""
    early = [("z", word, "2018-04-01") for word in ("alpha", "beta", "gamma", "delta")]
    rows = [*early, *(("a", word, "2018-06-01") for word in ("epsilon", "zeta", "eta", "theta"))]
    file = tmp_path / "rows.jsonl"
    file.write_text(
        "".join(
            json.dumps({"url": f"https://{host}.example/{word}", "content": word * 9, "date_published": day}) + "\n"
            for host, word, day in rows
        )
    )
    assert fridaygram("corpus", "import", file, "--name", "days").code == 0
    assert fridaygram("train", "days", "--date", "2018-05-01", "--held-out", "0.5", "--seed", "4").code == 0
    found = fridaygram("eval", "days", "--order", "1", "--json").json
    held_out = {9 * len(word) for _, word, _ in early}
    assert found["texts"] == 2
    assert found["characters"] in {one + other for one in held_out for other in held_out}
