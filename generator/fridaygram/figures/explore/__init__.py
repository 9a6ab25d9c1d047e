"""The explorer in a page: its script. Its markup is drawn by ``figures/kinds/explore_ngrams.py``."""
