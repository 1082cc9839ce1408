"""One attempt at one item: claimed, journalled, settled, with what it makes; the back-end's capacities."""
