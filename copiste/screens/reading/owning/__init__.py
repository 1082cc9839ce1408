"""Which input a caption belongs to: what is drawn, how captions and inputs pair, and what the page says."""
