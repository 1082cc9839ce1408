"""What the performance claims are measured with; each measurement is `python -m benchmarks.<name>`."""
