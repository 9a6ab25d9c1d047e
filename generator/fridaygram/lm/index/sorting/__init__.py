"""The suffix sorter: keys that spread suffixes evenly, a radix sort by them, and the text for what they leave."""
