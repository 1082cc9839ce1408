"""`python -m tests.applications.django_admin --folder FOLDER`: serve the broker's site."""

from __future__ import annotations

from tests.applications.django_admin.site import application
from tests.applications.server import main

if __name__ == "__main__":
    main(application)
