"""A model of Docker small enough to read: images, layers, builds and containers, computed in memory.

Read the modules in the order that CONTRIBUTING.md lists; each one imports only those before it.
Importing ``dockerlab`` loads none of them, so it costs nothing until something is used.
"""
