"""How case values and the characters on a screen correspond: the engine's formats, and a project's own."""
