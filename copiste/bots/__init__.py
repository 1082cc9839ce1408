"""One robot per business process, and the OS processes that run them."""
