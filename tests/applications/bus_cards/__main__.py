"""`python -m tests.applications.bus_cards --folder FOLDER`: serve the counter."""

from __future__ import annotations

from tests.applications.bus_cards.site import application
from tests.applications.server import main

if __name__ == "__main__":
    main(application)
