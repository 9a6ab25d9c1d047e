"""The generation path as animated SVG: its items as shapes, and the rules that show and hide them."""
