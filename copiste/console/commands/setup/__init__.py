"""Commands for setting up, looking and learning."""
