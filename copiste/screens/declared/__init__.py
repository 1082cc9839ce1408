"""What a project declares about an application, read from its YAML files."""
