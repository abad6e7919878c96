"""Scripts that a real busybox ``sh`` and the model's both run; what busybox answered is in ``truth.json``."""
