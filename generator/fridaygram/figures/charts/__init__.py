"""Charts: drawn on sheets measured in pixels, written as small SVG that follows the page, and as PNG."""
