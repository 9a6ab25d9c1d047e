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


def suffixes_of_start(texts, order):
    """Count events by histories of exactly ``order`` symbols; None, the start, is one symbol and stands once."""
    table = defaultdict(Counter)
    for text in texts:
        symbols = [None, *text]
        for place, event in enumerate([*text, END]):
            history = symbols[: place + 1]
            if len(history) >= order:
                table[tuple(history[len(history) - order :])][event] += 1
    return table


class KneserNey:
    """The formulas of Chen and Goodman (1998), section 3, in dictionaries; fallback discounts as KenLM's."""

    def __init__(self, texts, order):
        self.order = order
        self.uniform = 1 / (len(set("".join(texts))) + 2)
        raw = [suffixes_of_start(texts, length) for length in range(order + 2)]
        self.tables = []
        for length in range(order + 1):
            table = raw[length]
            if length < order:
                table = self._adjusted(raw[length], raw[length + 1])
            self.tables.append((table, self._discounts(table)))

    @staticmethod
    def _adjusted(counts, longer):
        before = defaultdict(lambda: defaultdict(set))
        for history, following in longer.items():
            for event in following:
                before[history[1:]][event].add(history[0])
        return {
            history: counts[history]
            if history[:1] == (None,)
            else Counter({event: len(before[history][event]) for event in following})
            for history, following in counts.items()
        }

    @staticmethod
    def _discounts(table):
        found = Counter(count for following in table.values() for count in following.values())
        n1, n2, n3, n4 = (found[count] for count in (1, 2, 3, 4))
        if not (n1 and n2 and n3 and n4):
            return (0.5, 1.0, 1.5)
        y = n1 / (n1 + 2 * n2)
        discounts = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
        legal = all(0 <= discount <= count for count, discount in enumerate(discounts, 1))
        return discounts if legal else (0.5, 1.0, 1.5)

    def probability(self, history, event):
        """Return p(event | history); a history is a tuple, (None, ...) where it reaches the start of a text."""
        history = tuple(history)[max(0, len(history) - self.order) :]
        return self._level(history, event)

    def _level(self, history, event):
        below = self.uniform if not history else self._level(history[1:], event)
        table, discounts = self.tables[len(history)]
        following = table.get(history)
        if not following:
            return below
        total = following.total()
        kept = sum(discounts[min(count, 3) - 1] for count in following.values())
        count = following[event]
        own = max(count - discounts[min(count, 3) - 1], 0) if count else 0
        return own / total + kept / total * below


class WittenBell(KneserNey):
    """The recursion of Chen and Goodman (1998), section 2.5, on plain counts."""

    @staticmethod
    def _adjusted(counts, longer):
        return counts

    def _level(self, history, event):
        below = self.uniform if not history else self._level(history[1:], event)
        following = self.tables[len(history)][0].get(history)
        if not following:
            return below
        types = len(following)
        return (following[event] + types * below) / (following.total() + types)


class PartialMatching(KneserNey):
    """PPM by method D with exclusion: plain counts at the longest history, numbers of different ones before below."""

    def __init__(self, texts, order):
        super().__init__(texts, order + 1)
        self.order = order
        self.raw = [suffixes_of_start(texts, length) for length in range(order + 1)]

    def _level(self, history, event):
        chance, excluded, tables = 1.0, set(), self.raw
        for length in range(len(history), -1, -1):
            following = tables[length].get(history[len(history) - length :])
            if not following:
                continue
            tables = [table for table, _ in self.tables]
            fresh = {symbol: count for symbol, count in following.items() if symbol not in excluded}
            excluded |= set(fresh)
            if event in fresh:
                return chance * (2 * fresh[event] - 1) / (2 * sum(fresh.values()))
            if fresh:
                chance *= len(fresh) / (2 * sum(fresh.values()))
        return chance
