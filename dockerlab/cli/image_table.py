"""``docker images`` and ``docker history``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockerlab.cli.client import Client
from dockerlab.cli.filters import Filters
from dockerlab.cli.flags import Parsed
from dockerlab.cli.listing import Listing, render
from dockerlab.cli.table import ellipsis, width
from dockerlab.cli.template import Struct
from dockerlab.cli.units import ago, go_time, size, stamp
from dockerlab.digest import short
from dockerlab.errors import UsageError
from dockerlab.image import Image, seconds_of
from dockerlab.reference import matches, parse
from dockerlab.store import MISSING, history

__all__ = ["HANDLERS", "HISTORY", "IMAGES", "image_rows", "images_raw"]

COLUMNS = 80
NONE = "<none>"
IMAGE_HEADERS = {
    "ID": "IMAGE ID", "Repository": "REPOSITORY", "Tag": "TAG", "Digest": "DIGEST", "CreatedSince": "CREATED",
    "CreatedAt": "CREATED AT", "Size": "SIZE", "Containers": "CONTAINERS", "VirtualSize": "SIZE",
    "SharedSize": "SHARED SIZE", "UniqueSize": "UNIQUE SIZE",
}  # fmt: skip
IMAGE_TABLE = (
    "table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\\t{{.Size}}"
)
DIGEST_TABLE = IMAGE_TABLE.replace("{{.Tag}}", "{{.Tag}}\\t{{.Digest}}")
RAW = (
    "repository: {{.Repository}}\\ntag: {{.Tag}}\\n%simage_id: {{.ID}}\\ncreated_at: {{.CreatedAt}}\\n"
    "virtual_size: {{.Size}}\\n"
)


def images_raw(digests: bool) -> str:
    """Return the template of ``--format raw``."""
    return RAW % ("digest: {{.Digest}}\\n" if digests else "")


def images_listing(digests: bool = False) -> Listing:
    """Return the kind of list that ``docker images`` prints."""
    table = DIGEST_TABLE if digests else IMAGE_TABLE
    return Listing("*formatter.imageContext", table, "{{.ID}}", IMAGE_HEADERS, images_raw(digests), "image_id: {{.ID}}")


IMAGES = images_listing()
HISTORY = Listing(
    "*image.historyContext",
    "table {{.ID}}\\t{{.CreatedSince}}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}",
    "{{.ID}}",
    {
        "ID": "IMAGE", "CreatedSince": "CREATED", "CreatedAt": "CREATED AT", "CreatedBy": "CREATED BY",
        "Size": "SIZE", "Comment": "COMMENT",
    },
)  # fmt: skip


# -- docker images -------------------------------------------------------


def _images(client: Client, parsed: Parsed) -> int:
    digests, form = parsed.on("digests"), parsed.text("format")
    for option in ("quiet", "no-trunc", "digests", "format"):
        if parsed.on("tree") and (parsed.text(option) if option == "format" else parsed.on(option)):
            raise UsageError(f"--{'show-digest' if option == 'digests' else option} is not yet supported with --tree")
    shown = list(_filtered(client, parsed))
    if parsed.on("tree"):
        client.out(_tree(client, shown, every=parsed.on("all")))
        return 0
    kind = images_listing(digests)
    needs_digest = digests or any(word in form for word in ("{{.Digest}}", "{{json .}}", "json"))
    rows = [
        row
        for image, tags in shown
        for row in image_rows(client, kind, image, tags, digests=needs_digest, truncate=not parsed.on("no-trunc"))
    ]
    if digests and form.startswith("table ") and "{{.Digest}}" not in form:
        form += "\\t{{.Digest}}"
    client.out(render(kind, rows, form, quiet=parsed.on("quiet")))
    return 0


def _filtered(client: Client, parsed: Parsed) -> Iterator[tuple[Image, list[str]]]:
    """Yield the images that the filters let through, each with the names shown (empty: none)."""
    filters = Filters(parsed.list("filter"), ("dangling", "reference", "label", "before", "since", "until"))
    store = client.engine.store
    patterns = [*filters["reference"], *parsed.args]
    dangling = filters.truth("dangling")
    before = [seconds_of(store.resolve(name).created) for name in filters["before"]]
    since = [seconds_of(store.resolve(name).created) for name in filters["since"]]
    until = filters.until(client.now)
    for image in store.listed(every=parsed.on("all")):
        names = store.references(image.id)
        created = seconds_of(image.created)
        if dangling is not None and dangling != (not names):
            continue
        if until is not None and created > until:
            continue
        if any(created >= limit for limit in before) or any(created <= limit for limit in since):
            continue
        if not filters.has_labels(image.config.labels or ()):
            continue
        wanted = [str(name) for name in names if not patterns or any(matches(p, name) for p in patterns)]
        if patterns and not wanted:
            continue
        yield image, wanted


def image_rows(
    client: Client, kind: Listing, image: Image, names: Sequence[str], *, digests: bool = False, truncate: bool = True
) -> list[Struct]:
    """Return the rows of one image: one for each tag (and digest), ``<none>`` where it has no name."""
    references = [parse(name) for name in names]
    by_repository: dict[str, list[str]] = {}
    known: dict[str, list[str]] = {}
    for name in references:
        if name.tag:
            by_repository.setdefault(name.familiar_name, []).append(name.tag)
        elif name.digest:
            known.setdefault(name.familiar_name, []).append(name.digest)
    cells: list[tuple[str, str, str]] = [] if names else [(NONE, NONE, NONE)]
    for repository, tags in by_repository.items():
        of_it = known.pop(repository, [])
        cells += [(repository, tag, digest) for tag in tags for digest in (of_it if digests else []) or [NONE]]
    for repository, rest in known.items():
        cells += [(repository, NONE, digest) for digest in (rest if digests else [NONE])]
    used = sum(container.image.id == image.id for container in client.engine.containers.all())
    created = seconds_of(image.created)
    return [
        kind.row(
            {
                "ID": short(image.id) if truncate else str(image.id),
                "Repository": repository,
                "Tag": tag,
                "Digest": digest,
                "CreatedSince": ago(created, client.now),
                "CreatedAt": go_time(created),
                "Size": size(image.size, 3),
                "Containers": str(used),
                "VirtualSize": size(image.size),
                "SharedSize": "N/A",
                "UniqueSize": "N/A",
            }
        )
        for repository, tag, digest in cells
    ]


def _tree(client: Client, shown: Sequence[tuple[Image, list[str]]], *, every: bool = False) -> str:
    """Return ``docker image ls --tree``, as it looks where there is no terminal: 80 columns.

    Source: docker/cli cli/command/image/tree.go.
    """
    use = {container.image.id for container in client.engine.containers.all()}
    rows: list[tuple[list[str], Image]] = []
    for image, names in shown:
        tags = sorted((parse(name).familiar for name in names if parse(name).tag), key=len, reverse=True)
        if tags or every:
            rows.append((tags or ["<untagged>"], image))
    columns = (("ID", 12), ("DISK USAGE", 10), ("CONTENT SIZE", 12), ("EXTRA", 5))
    room = COLUMNS - sum(3 + least for _, least in columns)
    wide = min(max([width("IMAGE"), *(width(name) for names, _ in rows for name in names)]), room)
    lines = [
        "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.",
        "Info ->  U In Use ".rjust(COLUMNS),
        "",
        _title("IMAGE", wide) + "".join("   " + _title(title, least) for title, least in columns),
    ]
    for names, image in rows:
        lines += names[:-1]
        info = "U    " if image.id in use else "     "
        cells = (short(image.id).ljust(12), size(image.size, 3).rjust(10), "0B".rjust(12), info)
        lines.append(ellipsis(names[-1], wide).ljust(wide) + "".join("   " + cell for cell in cells))
    return "".join(line + "\n" for line in lines)


def _title(text: str, wide: int) -> str:
    return f"\x1b[39m\x1b[1m{text}\x1b[0m" + " " * (wide - len(text))


# -- docker history ------------------------------------------------------


def _history(client: Client, parsed: Parsed) -> int:
    human, truncate = parsed.on("human", True), not parsed.on("no-trunc")
    store = client.engine.store
    rows: list[Struct] = []
    for row in history(store, store.resolve(parsed.args[0])):
        created = seconds_of(row.step.created)
        when, text = stamp(created), row.step.created_by.replace("\t", " ")
        name = MISSING if row.image is None else str(row.image.id)
        rows.append(
            HISTORY.row(
                {
                    "ID": short(name) if truncate and name != MISSING else name,
                    "CreatedAt": when,
                    "CreatedSince": (ago(created, client.now) if created else "N/A") if human else when,
                    "CreatedBy": ellipsis(text, 45) if truncate else text,
                    "Size": size(row.size, 3) if human else str(row.size),
                    "Comment": row.step.comment,
                }
            )
        )
    kind = HISTORY
    if not human:
        headers = {**HISTORY.headers, "CreatedSince": "CREATED AT"}
        kind = Listing(HISTORY.type, HISTORY.table, HISTORY.quiet, headers)
    client.out(render(kind, rows, parsed.text("format"), quiet=parsed.on("quiet")))
    return 0


HANDLERS = {"image ls": _images, "image history": _history}
