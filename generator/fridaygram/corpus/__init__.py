"""From charts, feeds and lists of links to a corpus of reviews; every link that is dropped is counted."""
