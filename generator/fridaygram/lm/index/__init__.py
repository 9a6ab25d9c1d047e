"""The index: a suffix array of the reversed corpus, in which every history of every order is one run of rows."""
