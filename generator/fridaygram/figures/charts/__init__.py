"""Charts: drawn by matplotlib on sheets measured in pixels, cleaned into small SVG that follows the page."""
