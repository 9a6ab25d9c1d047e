"""The page of the preview on which samples are chosen: what `fridaygram curate` is in the terminal."""
