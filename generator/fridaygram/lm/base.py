"""The language model's interface: distribution, bits, score, sample. A model writes the first and inherits the rest."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from fridaygram.errors import UsageError
from fridaygram.lm import END, PAD, SHOWN_PAD, UNKNOWN
from fridaygram.lm.rng import Random
from fridaygram.lm.sentences import UNTIL, cut_place, first_sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fridaygram.lm.index.index import Index

MOST_TEXTS = 100_000
"""Samples that are held at once: far more than anybody reads, far fewer than fill a memory."""

SLACK, LEAST_TOTAL = 1e-9, 1e-280
"""How near to another choice, in parts of the sum of weights, and down to which sum, quick powers decide nothing."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """How well a model predicted texts. An event is a character or the end of a text.

    ``bits``: sum of -log2 p over all events, infinite where one was impossible. ``unseen``: events whose history the
    model never saw at its order. ``impossible``: events of probability 0 after a history that was seen.
    ``covered_bits``: the sum over the events of probability above 0.
    """

    texts: int
    events: int
    bits: float
    unseen: int
    impossible: int
    covered: int
    covered_bits: float


class TraceStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a sample: the history, what could follow, what was chosen (or END), how probable it was."""

    history: str
    distribution: dict[str, float]
    choice: str
    probability: float


class Taste(NamedTuple):
    """How a character is chosen: among the ``top_k`` most probable ones (0: all); of these, among the fewest that have
    ``top_p`` of the probability; each by its probability to the power 1/``temperature``.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    @property
    def as_they_are(self) -> bool:
        """Whether each character has the model's own probability."""
        return self == (1.0, 0, 1.0)


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How a text is drawn: the options of ``LanguageModel.sample``.

    ``prompt`` begins the text; with ``first_sentence``, the first sentence of a training text does, which seed and
    number choose. ``temperature``, ``top_k`` and ``top_p`` are as in ``Taste``. A text that reaches ``limit``
    characters is cut: after its last whole word or sentence, or after its last character (``until``). Raises UsageError
    for a value that cannot be.
    """

    prompt: str = ""
    first_sentence: bool = False
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    limit: int = 2000
    until: str = "character"

    def __post_init__(self) -> None:
        """Refuse values by which nothing can be drawn."""
        if not self.temperature > 0 or math.isinf(self.temperature):
            hint = "try 0.5 (cautious) to 1.5 (daring)"
            raise UsageError(f"temperature {self.temperature} is not above 0", hint=hint)
        if self.top_k < 0:
            raise UsageError(f"top-k {self.top_k} is negative", hint="try 20; 0 allows all characters")
        if not 0 < self.top_p <= 1:
            raise UsageError(f"top-p {self.top_p} is not above 0 and at most 1", hint="try 0.95; 1 allows all")
        if self.until not in UNTIL:
            raise UsageError(f"a text cannot be cut after a '{self.until}'", hint=f"one of {', '.join(UNTIL)}")
        if self.prompt and self.first_sentence:
            raise UsageError("a text has one opening", hint="leave out the prompt, or the first sentence")


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A text written by a model, with all it takes to write it again. ``ended``: the model itself ended it.

    ``prompt`` is how it begins; the rest is as in ``How``.
    """

    text: str
    order: int | None
    model: str
    seed: int
    index: int
    batch: int
    temperature: float
    prompt: str
    ended: bool
    top_k: int = 0
    top_p: float = 1.0
    until: str = "character"
    first_sentence: bool = False
    trace: tuple[TraceStep, ...] = ()


class LanguageModel(ABC):
    """A conditional distribution of the next character, or END, given a history.

    ``order`` is the number of characters of history that the model sees, None for no bound. ``default_order`` is the
    order of a model for which none was named.
    """

    name: str
    default_order: int | None = None

    def __init__(self, index: Index, order: int | None = None):
        order = self.default_order if order is None else order
        if order is not None and order < 0:
            raise UsageError(f"order {order} is negative", hint="an order is a number of characters, 0 or more")
        self.index = index
        self.order = order

    @abstractmethod
    def distribution(self, history: str) -> dict[str, float]:
        """Return the probability of each character, of END, and of UNKNOWN in a smoothed model; they sum to 1.

        Pads at the head of ``history`` mark the start of a text; a history without them, shorter than the order,
        is matched anywhere. Empty where the model knows nothing of the history.
        """

    def bits(self, text: str) -> NDArray[np.float64]:
        """Return -log2 p of each character of a text and of its end, (characters + 1); inf for the impossible.

        A character that the corpus lacks has what the distribution gives to UNKNOWN. A model may do this faster.
        """
        import numpy as np

        known = self.index.alphabet.symbol_of
        out = np.full(len(text) + 1, math.inf)
        for place, event in enumerate([*text, END]):
            name = event if event == END or event in known else UNKNOWN
            probability = self.distribution(PAD + text[:place]).get(name, 0.0)
            if probability > 0:
                out[place] = -math.log2(probability)
        return out

    def bits_by_order(self, texts: Sequence[str], orders: Sequence[int]) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Yield each order and ``bits`` of all texts, one after the other, (events), by this kind of model.

        A model may do this faster than order by order.
        """
        import numpy as np

        for order in orders:
            model = type(self)(self.index, order)
            yield order, np.concatenate([model.bits(text) for text in texts])

    def unseen(self, text: str) -> NDArray[np.bool_]:
        """Return which of a text's events, (characters + 1), have a history of this order that training never met."""
        import numpy as np

        return np.zeros(len(text) + 1, dtype=np.bool_)

    def score(self, texts: Iterable[str]) -> Score:
        """Return the sum over texts, each with its end. Deterministic: texts and events are added in order."""
        import numpy as np

        count = events = unseen = impossible = covered = 0
        total = covered_bits = 0.0
        for text in texts:
            bits = self.bits(text)
            finite = np.isfinite(bits)
            never = self.unseen(text)
            count += 1
            events += len(bits)
            unseen += int(never.sum())
            impossible += int((~finite & ~never).sum())
            covered += int(finite.sum())
            covered_bits += math.fsum(bits[finite])
            total += math.fsum(bits[finite]) if finite.all() else math.inf
        return Score(
            texts=count,
            events=events,
            bits=total,
            unseen=unseen,
            impossible=impossible,
            covered=covered,
            covered_bits=covered_bits,
        )

    def sample(self, seed: int, *, index: int = 0, batch: int = 1, trace: bool = False, **options: Any) -> Sample:
        """Write a text from its start, after its prompt, until the model ends it or its length does.

        ``options`` are the fields of ``How``. The text depends on the model, the options, the seed and the index alone.
        Raises UsageError for an option that cannot be, and for a prompt after which the model knows nothing to write.
        """
        how = How(**options)
        prompt = first_sentence(self.index, seed, index) if how.first_sentence else how.prompt
        taste = Taste(how.temperature, how.top_k, how.top_p)
        random = Random(seed, index)
        state = self.start(prompt)
        text, ended, steps = prompt, False, []
        while len(text) < how.limit and not ended:
            choice, state, probability = self.step(state, random, taste)
            if trace:
                history = self.shown_history(text)
                steps.append(
                    TraceStep(
                        history=history,
                        distribution=self.distribution(PAD + text),
                        choice=choice,
                        probability=probability,
                    )
                )
            text += choice
            ended = choice == END
        if not ended:
            text = text[: cut_place(text, len(prompt), how.until)]
        return Sample(
            text=text,
            order=self.order,
            model=self.name,
            seed=seed,
            index=index,
            batch=batch,
            temperature=how.temperature,
            prompt=prompt,
            ended=ended,
            top_k=how.top_k,
            top_p=how.top_p,
            until=how.until,
            first_sentence=how.first_sentence,
            trace=tuple(steps if ended else steps[: len(text) - len(prompt)]),
        )

    def start(self, prompt: str) -> Any:
        """Return the state of ``step`` after a text's start and the prompt; a model may override it and ``step``."""
        return PAD + prompt

    def step(self, state: Any, random: Random, taste: Taste) -> tuple[str, Any, float]:
        """Choose what follows; return it, the next state and the model's own probability of it."""
        distribution = self.distribution(state)
        choice = choose(distribution, random, taste)
        return choice, state + choice, distribution[choice]

    def shown_history(self, text: str) -> str:
        """Return the history that the model sees after ``text``, padded with SHOWN_PAD: for people, not for models."""
        if self.order is None:
            return SHOWN_PAD + text
        return (SHOWN_PAD * self.order + text)[len(text) :]


def choose(distribution: dict[str, float], random: Random, taste: Taste) -> str:
    """Choose a key by its probability; UNKNOWN is never chosen.

    Keys are taken in the order of the dictionary, which every model keeps fixed. Raises UsageError where there is
    nothing to choose from.
    """
    names = [name for name in distribution if name != UNKNOWN]
    if not names:
        raise UsageError("the model knows nothing that could follow", hint="give a prompt whose end the corpus has")
    return names[chosen([distribution[name] for name in names], random.uniform(), taste)]


def allowed(chances: Sequence[float], top_k: int, top_p: float) -> list[int]:
    """Return the places of the chances that may be chosen, ascending; of equal ones the first are allowed first.

    Top-k: A. Fan, M. Lewis and Y. Dauphin 2018. Top-p: A. Holtzman and others 2020; it looks at what top-k allows.
    """
    ranked = sorted(range(len(chances)), key=lambda place: -chances[place])
    ranked = ranked[:top_k] if top_k else ranked
    if top_p < 1.0:
        reached = list(accumulate(chances[place] for place in ranked))
        ranked = ranked[: bisect_left(reached, top_p * reached[-1]) + 1]
    return sorted(ranked)


def chosen(chances: Sequence[float], uniform: float, taste: Taste) -> int:
    """Return the place of the chance that a uniform number in [0, 1) chooses, by a taste.

    The powers that decide are those of ``tempered``, which are slow. Nearly always quick ones decide the same.
    """
    temperature, top_k, top_p = taste
    if top_k or top_p < 1.0:
        places = allowed(chances, top_k, top_p)
        return places[chosen([chances[place] for place in places], uniform, Taste(temperature))]
    weights = chances
    if len(chances) == 1:
        return 0
    if temperature != 1.0:
        quick = _chosen_quickly(chances, uniform, temperature)
        if quick is not None:
            return quick
        weights = [tempered(chance, temperature) for chance in chances]
    point = uniform * math.fsum(weights)
    return min(bisect_right(list(accumulate(weights)), point), len(weights) - 1)


def _chosen_quickly(chances: Sequence[float], uniform: float, temperature: float) -> int | None:
    """Return what ``chosen`` does, by the platform's powers; None where their errors could change the choice.

    A platform's power, of the rounded 1/temperature, is right to 10^-12 unless it underflows, and so is their sum. A
    choice that is further than 10^-9 of the sum from the next one is certain.
    """
    exponent = 1.0 / temperature
    reached = list(accumulate(chance**exponent for chance in chances))
    total = reached[-1]
    point, slack = uniform * total, SLACK * total
    place = bisect_right(reached, point)
    certain = total > LEAST_TOTAL and place < len(reached) and reached[place] - point > slack
    return place if certain and (place == 0 or point - reached[place - 1] > slack) else None


@lru_cache(maxsize=1 << 16)
def tempered(probability: float, temperature: float) -> float:
    """Return probability^(1/temperature), the same on every machine.

    The platform's ``pow`` may differ in its last bit; decimal arithmetic is exactly specified.
    """
    if temperature == 1.0 or probability == 0.0:
        return probability
    from decimal import Context, Decimal

    context = Context(prec=30)
    exponent = context.divide(Decimal(1), Decimal(temperature))
    return float(context.power(Decimal(probability), exponent))
