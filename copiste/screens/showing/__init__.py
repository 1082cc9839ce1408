"""Pictures of declared screens: what of the live screen each declared name was recognised as."""
