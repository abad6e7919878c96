"""The package managers: apt-get and dpkg, apk, pip and npm, on the lab's own archives (``dockerlab.mirror``)."""

from dockerlab.shell.programs.packages import apk, apt, dpkg, interpreters, npm, pip

__all__ = ["apk", "apt", "dpkg", "interpreters", "npm", "pip"]
