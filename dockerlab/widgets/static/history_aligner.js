// History aligner: the live rendering. It draws `trace` and sends back what was done.

function render({ model, el }) {
  const build = button("Build", start, { class: "dl-button dl-primary" });
  const prune = button("docker image prune", () => model.send({ do: "prune" }));
  const ways = switcher("The image came to be by", model.get("ways"), (to) => model.send({ do: "way", to }));
  const page = frame(el, "History aligner", ways.node, prune, build);
  const editor = model.get("files").Dockerfile === undefined ? null : filesEditor(model, page.id);
  const time = timeline("Action on this host", (to) => model.send({ do: "go", to }));
  const images = chooser("Images on this host", `${page.id}-images`, card, (at) => model.send({ do: "look", at }));
  const rows = chooser("Rows of docker history, newest first", `${page.id}-rows`, row, drawDetail);
  const heads = element("div", { class: "dl-align dl-al-heads", "aria-hidden": "true" },
    ...["IMAGE", "CREATED BY", "SIZE", "the layer it made"].map((text) => element("span", { text })));
  const detail = element("section", { class: "dl-detail", "aria-label": "The chosen row explained" });
  const panes = element("div", { class: "dl-panes" });
  const host = element("div", { class: "dl-pane" }, page.error, time.node,
    element("p", { class: "dl-hint", text: "Names point at images. Choose an image: its history stands below." }), images.node);
  if (editor) {
    editor.node.append(element("p", { class: "dl-hint", text: "Ctrl+Enter builds on this host. In a list, ↑ and ↓ choose." }));
    panes.append(editor.node, host);
    el.append(panes);
    onCtrlEnter(el, start);
  } else el.append(host);
  el.append(page.status, heads, rows.node, detail);

  function start() {
    editor.send({ do: "build" });
  }

  function card(image) {
    const names = image.names.map((name) => element("span", { class: "dl-al-flag", text: name.came ? `${name.name} · new here` : name.name }));
    const none = image.dangling ? [element("span", { class: "dl-al-flag dl-al-none", text: "<none>" })] : [];
    return {
      kind: `dl-al-card ${image.dangling ? "dl-al-dangling" : ""}`,
      children: [
        element("code", { class: "dl-id", text: image.id }),
        element("span", { class: "dl-name" }, ...names, ...none,
          ...image.left.map((gone) => element("span", { class: "dl-al-gone", text: gone })),
          element("small", { text: image.verdict })),
        element("span", { class: "dl-time", text: image.size })],
    };
  }

  function row(item) {
    const known = item.id !== "<missing>";
    return {
      kind: `dl-align ${item.layer ? "dl-al-made" : "dl-al-made-none"}`,
      children: [
        element("code", { class: known ? "dl-known" : "dl-missing", text: item.id }),
        element("code", { class: "dl-by", text: item.by }),
        element("span", { class: "dl-size", text: item.size }),
        element("span", { class: "dl-al-block" }, element("b", { text: item.layer || "no layer" }),
          item.layer ? element("code", { text: item.digest }) : null)],
    };
  }

  function drawDetail(n) {
    const item = model.get("trace").rows?.[n];
    detail.replaceChildren(...(item ? [
      element("h4", {}, element("code", { text: item.by })),
      element("p", {}, element("b", { text: `IMAGE ${item.id}: ` }), item.why[0]),
      element("p", {}, element("b", { text: `${item.layer || "No layer"}: ` }), item.why[1])] : []));
  }

  function draw() {
    const trace = model.get("trace");
    if (!trace.rows) return;
    ways.show(model.get("way"));
    build.hidden = prune.hidden = model.get("way") === "here";
    if (editor) editor.node.hidden = model.get("way") === "here";
    panes.classList.toggle("dl-al-single", model.get("way") === "here");
    build.textContent = model.get("way") === "pulled" ? "Build elsewhere, pull" : "Build";
    time.show(trace.place, trace.moments - 1, `${trace.place + 1} of ${trace.moments}: ${trace.said}`);
    images.draw(trace.images, trace.chosen);
    const first = trace.rows.findIndex((item) => item.id === "<missing>");
    rows.draw(trace.rows, Math.max(first, 0));
    page.say(trace.title);
    drawDetail(rows.chosen);
  }

  return follow(model, [
    ["files", () => editor?.draw()],
    ["trace way", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
