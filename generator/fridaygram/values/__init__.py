"""Values: what figures and prose need, computed from corpora and models, frozen beside the post."""
