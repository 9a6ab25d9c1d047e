"""Reviews of a given song: cards, masked names, a model that is given a card, reviews that it writes."""
