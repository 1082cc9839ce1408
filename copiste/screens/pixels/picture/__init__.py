"""A window of proportional, anti-aliased text: what Citrix and thick clients show."""
