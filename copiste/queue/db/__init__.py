"""What SQLite and PostgreSQL do differently, and what to do when one is away."""
