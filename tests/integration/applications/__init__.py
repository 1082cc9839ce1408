"""Applications of the tests, driven as a person would and without Copiste: what they do, what they keep."""
