// Context X-ray: the live rendering. It draws `trace`; each edit goes to Python, which looks again.

function render({ model, el }) {
  el.classList.add("dl-context");
  const page = frame(el, "Context X-ray", builders(model, () => {}).node);
  const editor = filesEditor(model, page.id);
  const files = chooser("Files of the folder", page.id, row, (n) => drawFile(rows()[n]));
  const detail = element("p", { class: "dl-context-file", role: "note" });
  const lines = element("section", { class: "dl-detail", "aria-label": "What each line copies" });
  editor.node.append(element("p", { class: "dl-hint", text: "Every edit counts at once. In the list of files, ↑ and ↓ choose one." }));
  el.append(element("div", { class: "dl-panes" }, editor.node,
    element("div", { class: "dl-pane" }, page.status, page.error, files.node, detail)), lines);

  const rows = () => model.get("trace").rows || [];

  function row(item) {
    return { kind: `dl-context-${item.state}`, children: [
      element("span", { class: "dl-mark", text: item.mark }),
      element("span", { class: "dl-name" }, element("code", { text: item.path + (item.count > 1 ? ` (${item.count} files)` : "") }),
        element("small", { text: item.why })),
      element("span", { class: "dl-time", text: item.size })] };
  }

  function drawFile(item) {
    const code = (text) => element("code", { text });
    detail.replaceChildren(...(!item ? [] : item.lands.length
      ? [code(item.path), " lands at ", ...item.lands.flatMap((place, n) => [n ? ", " : "", code(place)]), item.count > item.lands.length ? ", …" : ""]
      : [code(item.path), item.state === "read" ? " is mounted while a RUN works, and lands nowhere." : " is in no image."]));
  }

  function draw() {
    const trace = model.get("trace");
    page.say(trace.summary || "Nothing looked at yet.");
    const first = files.chosen < 0;
    const keep = first ? rows().findIndex((item) => item.state === "read") : files.chosen;
    files.draw(rows(), Math.min(Math.max(keep, 0), rows().length - 1));
    const there = files.node.children[files.chosen];
    if (first && there) files.node.scrollTop = there.offsetTop - files.node.offsetTop - 60;
    drawFile(rows()[files.chosen]);
    lines.replaceChildren(...(trace.lines || []).map((line) => {
      const heading = `Line ${line.number}: ${line.text} · ${line.told}`;
      const pairs = line.landed.map(([from, to]) => [element("code", { text: from }), "→", element("code", { text: to })]);
      return pairs.length ? table(heading, ["file of the folder", "", "where it lands in the image"], pairs)
        : element("p", { class: line.failed ? "dl-context-failed" : "dl-hint",
          text: line.mounted ? `${heading}, mounted while it runs` : `✘ ${heading}` });
    }));
  }

  return follow(model, [
    ["files", editor.draw],
    ["trace", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
