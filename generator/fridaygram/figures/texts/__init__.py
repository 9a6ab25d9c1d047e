"""Generated texts as HTML: receipts, the rest of the batch, copies shaded, surprise under every character."""
