"""Containers: what a real engine answered, and how it was asked."""
