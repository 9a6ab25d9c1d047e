"""Random texts for property tests: of few characters, so that histories repeat, and of all Unicode."""

from hypothesis import strategies as st

few = st.text(alphabet="ab ", max_size=12)
odd = st.text(alphabet="a\0~\n\u00e9\u4e2d\U0001f600\uffff", max_size=10)
wide = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=10)
texts = st.lists(st.one_of(few, odd, wide), min_size=1, max_size=6)
