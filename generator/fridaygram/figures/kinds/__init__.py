"""The kinds of figures: one file each, exporting FIGURE."""
