"""One robot per business process, and the OS processes that run them."""

from copiste.bots.deferred import defer

# Robot imports it for variable files of that format, and rpaframework brings it. Put off before Robot is
# imported, so that beside rpaframework a robot that uses none of it starts no slower.
defer("yaml")
