"""The models: one file each, found by its name, exporting MODEL."""
