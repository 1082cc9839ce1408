"""Between the browser and the application: the relay, proxies, identities, and whether answers came whole."""
