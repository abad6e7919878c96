"""What does not count when two engines are compared: IDs, times, the place of the machine's own files."""

import re

HEX64 = re.compile(r"\b[0-9a-f]{64}\b")
HEX12 = re.compile(r"\b[0-9a-f]{12}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
WARNING = "WARNING: IPv4 forwarding is disabled. Networking will not work.\n"


def normal(text: str, command: str, seen: dict[str, str]) -> str:
    """Return ``text`` with IDs numbered in the order in which a scenario shows them (``seen``)."""
    text = re.sub(r"(?m)^time=.*\n", "", text.replace(WARNING, ""))  # the client's log, now and then

    def number(found: re.Match[str]) -> str:
        return seen.setdefault(found[0][:12], f"<id{len(seen) + 1}>")

    text = TIME.sub("<time>", HEX12.sub(number, HEX64.sub(number, text)))
    if "sleep" not in command:
        text = re.sub(r"\.\d\ds\b", "s", text)
    text = re.sub(r"lstat \S*/", "lstat <here>/", text)
    text = re.sub(r"(Exited \(\d+\)).*", r"\1", text)
    if command.split()[0] == "diff":  # the engine walks its maps in no fixed order
        text = "".join(sorted(text.splitlines(keepends=True), key=lambda line: line[2:]))
    if command.startswith("history"):  # the rows of the base image are not what is asked
        text = text.partition("\n")[0] + "\n"
    if "ps -o" in command or command.endswith("ps") or "--init" in command:  # PIDs of children vary
        text = (
            re.sub(r"(?m)^ +[6-9](?= )", "    7", text).replace("tini (6)", "tini (7)").replace("tini (8)", "tini (7)")
        )
    if command.startswith("volume ls"):
        text = "".join(sorted(text.splitlines(keepends=True)))
    return text
