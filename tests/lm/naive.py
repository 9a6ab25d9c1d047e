"""Reference counts, written to be obviously right: a dictionary of Counters; None in a history is the start."""

from collections import Counter, defaultdict

END = ""


def counts(texts: list[str], order: int) -> dict[tuple, Counter]:
    table: dict[tuple, Counter] = defaultdict(Counter)
    for text in texts:
        padded = [None] * order + list(text)
        for place, event in enumerate([*text, END]):
            table[tuple(padded[place : place + order])][event] += 1
    return table
