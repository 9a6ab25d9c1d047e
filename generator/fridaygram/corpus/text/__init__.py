"""From a page's bytes to a clean text: extraction, cleaning, language, near-duplicates."""
