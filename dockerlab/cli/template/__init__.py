"""``--format``: the templates that Docker's client fills in.

``docker inspect -f '{{.Config.Cmd}}'`` is a small program in the language of
Go's ``text/template``.  The subset that people use is here: fields, variables,
pipelines, ``if``/``with``/``range`` and the functions that Go and Docker define.
``lexer`` cuts a template into tokens, ``parser`` makes a tree of them, ``run``
executes it on data; ``values`` says how Go prints a value.

Spec: https://pkg.go.dev/text/template and https://docs.docker.com/engine/cli/formatting/
"""

from __future__ import annotations

from dockerlab.cli.template.lexer import TemplateError
from dockerlab.cli.template.run import compile, execute
from dockerlab.cli.template.values import Duration, NilList, NilMap, Struct

__all__ = ["Duration", "NilList", "NilMap", "Struct", "TemplateError", "compile", "execute"]
