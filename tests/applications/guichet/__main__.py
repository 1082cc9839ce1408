"""`python -m tests.applications.guichet --folder FOLDER`: serve the guichet."""

from __future__ import annotations

from tests.applications.guichet.site import application
from tests.applications.server import main

if __name__ == "__main__":
    main(application)
