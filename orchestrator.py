"""Works this project's queue: the launcher, as `copiste run` without a terminal to draw on."""

import sys

from copiste.orchestrator.main import main

if __name__ == "__main__":
    sys.exit(main())
