"""Commands about keys, personal data and proof."""
