"""What has to be fast, measured: `make bench` (see run.py)."""
