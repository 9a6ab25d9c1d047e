"""The generation path: one timeline, laid out once, drawn as GIF, as PNG and as animated SVG."""
