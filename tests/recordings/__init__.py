"""What a real Docker Engine answered, script by script: the judge of the model (see README.md)."""
