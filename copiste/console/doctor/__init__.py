"""What `copiste doctor` looks at, on this machine and at the back-end, and what it says."""
