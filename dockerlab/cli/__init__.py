"""The ``docker`` command: text in, the text that docker prints out.

Nothing about Docker is computed here.  A command line is taken apart
(``flags``, ``grammar``), the engine does the work, and what it returns is
printed the way the real client prints it: tables (``table``), sizes and times
(``units``), ``--format`` templates (``template``), build progress (``progress``).

Spec: https://docs.docker.com/reference/cli/docker/
"""
