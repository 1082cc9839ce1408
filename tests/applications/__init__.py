"""Applications that Copiste's authors did not have in mind, each with a project that keys into it."""
