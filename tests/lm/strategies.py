"""Random texts for property tests: of few characters, so that histories repeat, and of all Unicode.

And prose of a few words, to learn from.
"""

import random

from hypothesis import strategies as st

few = st.text(alphabet="ab ", max_size=12)
odd = st.text(alphabet="a\0~\n\u00e9\u4e2d\U0001f600\uffff", max_size=10)
wide = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=10)
texts = st.lists(st.one_of(few, odd, wide), min_size=1, max_size=6)


def prose(seed, number, length):
    """Texts that repeat themselves more than one another: each has a few words of its own."""
    source = random.Random(seed)
    words = ["so", "song", "sings", "the", "then", "an", "and", "a", "of", "slow"]
    out = []
    for _ in range(number):
        own = ["".join(source.choice("abdeiklmnorstu") for _ in range(6)) for _ in range(3)]
        out.append(" ".join(source.choice(words[: 3 + source.randrange(8)] + own) for _ in range(length)))
    return out
