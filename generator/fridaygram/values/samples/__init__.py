"""Curated samples: their receipts beside the post, their replay, what they copied and what surprised the model."""
