"""How the preview answers on the network: guarded, with the manners of GitHub Pages."""
