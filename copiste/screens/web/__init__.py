"""The web face: a Chromium, Chrome or Edge driven by Playwright. The only package here that imports it."""
