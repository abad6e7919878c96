// Image explorer: the live rendering. Python sends the rows that can be seen; this draws them and says what was chosen.

function render({ model, el }) {
  const pick = element("select", { class: "dl-choice", "aria-label": "Image", on: { change: () => model.send({ do: "show", name: pick.value }) } });
  const page = frame(el, "Image explorer", pick);
  el.classList.add("dl-image");
  const layers = chooser("Layers, the top one first", `${page.id}-l`, layerRow, (n) => {
    const layer = shown()[n];
    if (layer && layer.number) model.send({ do: "choose", number: layer.number });
  });
  const files = chooser("Files", `${page.id}-f`, fileRow, () => {});
  files.node.classList.add("dl-files");
  const view = switcher("Show", [["changes", "Changes of the layer"], ["tree", "Tree from here down"]], (value) => look(value));
  const filter = element("input", {
    type: "search", placeholder: "part of a path", "aria-label": "Only paths that hold", on: { input: () => look(model.get("view")) },
  });
  const more = element("p", { class: "dl-hint" });
  const detail = element("section", { class: "dl-detail", "aria-label": "Content of the file" });
  el.append(
    page.status, page.error,
    element("div", { class: "dl-panes" },
      element("div", { class: "dl-pane" }, layers.node),
      element("div", { class: "dl-pane" },
        element("div", { class: "dl-tools" }, view.node, filter), files.node, more)),
    detail,
  );

  function shown() {
    return [...model.get("history")].reverse();
  }

  function look(value) {
    model.send({ do: "look", view: value, words: filter.value });
  }

  function layerRow(row) {
    return {
      kind: row.number ? "" : "dl-none",
      children: [
        element("span", { class: "dl-mark", text: row.number ? String(row.number) : "·" }),
        element("span", { class: "dl-name" }, element("code", { text: row.text }), element("small", { text: row.told })),
        element("span", { class: "dl-time", text: row.size || "" })],
    };
  }

  function fileRow(row) {
    const sign = row.folded === true ? "▸ " : row.folded === false ? "▾ " : "";
    return {
      kind: row.kind ? `dl-kind-${row.kind}` : "",
      children: [
        element("span", { class: "dl-mark", text: row.mark }),
        element("span", { class: "dl-name" },
          element("code", { text: `${"   ".repeat(row.depth)}${sign}${row.name}` }), row.hidden && element("small", { text: row.hidden })),
        element("code", { class: "dl-optional", text: row.mode }),
        element("span", { class: "dl-num dl-optional", text: row.owner }),
        element("span", { class: "dl-num", text: row.size })],
    };
  }

  function open() {
    const row = model.get("rows")[files.chosen];
    if (row) model.send({ do: "open", path: row.path });
  }
  files.node.addEventListener("click", open);
  files.node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  });

  function drawHead() {
    pick.replaceChildren(...model.get("names").map((name) => element("option", { value: name, text: name })));
    pick.value = model.get("image");
    pick.hidden = model.get("names").length < 2;
    page.say(model.get("summary"));
    drawLayers();
  }

  function drawLayers() {
    layers.draw(shown(), shown().findIndex((row) => row.number === model.get("layer")));
  }

  function drawRows() {
    files.draw(model.get("rows"), Math.max(files.chosen, 0));
    view.show(model.get("view"));
    const left = model.get("more");
    const none = model.get("view") === "changes" ? "This layer changed no such file." : "There is no such file.";
    more.textContent = left ? `… and ${left} more: write a part of the path above.`
      : model.get("rows").length ? "Click or Enter opens a file." : none;
  }

  function drawFile() {
    const file = model.get("file");
    detail.replaceChildren(...(file ? [
      element("h4", {}, element("code", { text: file.path })),
      element("p", { text: `${file.size}, as layer ${file.layer} has it` }),
      element("pre", { class: "dl-output", tabindex: "0", "aria-label": `Content of ${file.path}`, text: file.text })] : []));
  }

  return follow(model, [
    ["names image summary history", drawHead],
    ["layer", drawLayers],
    ["rows more view", drawRows],
    ["file", drawFile],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
