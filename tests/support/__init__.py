"""What tests of several rooms start and make: the mock as an OS process, cases, settings."""
