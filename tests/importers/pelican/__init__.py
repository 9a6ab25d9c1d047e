"""Settings, metadata, links and code of Pelican, piece by piece."""
