"""How the corpus stage reaches the network: one transport, with limits, behind which anything can stand."""
