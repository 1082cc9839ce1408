"""Large figures: thousands of drawn files. `make endurance` runs them whole, `make test` a seeded slice."""
