// Diff tray: the live rendering. It draws `trace` and sends what was typed.

function render({ model, el }) {
  const commit = button("docker commit", () => model.send({ do: "commit" }), { class: "dl-button dl-primary" });
  const which = element("select", { class: "dl-choice", on: { change: () => model.send({ do: "choose", container: which.value }) } });
  const page = frame(el, "Diff tray", element("label", { class: "dl-which" }, "Container ", which), commit);

  el.classList.add("dl-tray");

  const line = element("input", { class: "dl-field", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    "aria-label": "Command to run in the container", placeholder: "echo hi > /hello.txt" });
  const form = element("form", { class: "dl-tray-prompt" }, element("span", { class: "dl-tray-hash", text: "#", "aria-hidden": "true" }), line,
    element("button", { class: "dl-button", type: "submit", text: "Run" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim()) model.send({ do: "run", text: line.value });
    line.value = "";
  });
  const output = element("pre", { class: "dl-output", "aria-label": "What the last command printed" });
  const tray = chooser("Lines of docker diff", page.id, row, (n) => drawEntry(lines()[n]));
  const entry = element("p", { class: "dl-tray-entry", role: "note" });
  const rest = element("p", { class: "dl-hint" });
  const made = element("section", { class: "dl-tray-made", "aria-label": "The image" });
  const lost = element("section", { class: "dl-tray-lost", "aria-label": "Not in the image" });

  const recipe = element("textarea", { class: "dl-editor", spellcheck: "false", autocomplete: "off", "aria-label": "Dockerfile", rows: "4" });
  recipe.addEventListener("input", () => { model.set("recipe", recipe.value); model.save_changes(); });
  const build = button("docker build", () => model.send({ do: "build" }));
  const told = element("p", { class: "dl-tray-built", role: "status" });
  const both = element("div", { class: "dl-panes dl-tray-histories" });

  el.append(
    element("div", { class: "dl-panes" },
      element("div", { class: "dl-pane" },
        element("h4", { text: "In the container" }), form, output,
        element("h4", { text: "The tray: what docker diff prints" }), tray.node, rest, entry),
      element("div", { class: "dl-pane" }, page.status, page.error, made)),
    lost,
    element("section", { class: "dl-detail", "aria-label": "The recipe" },
      element("h4", { text: "How was it made? Two images with the same files" }),
      element("div", { class: "dl-panes" }, element("div", { class: "dl-pane" }, recipe, element("p", { class: "dl-tray-buttons" }, build)),
        element("div", { class: "dl-pane" }, told)), both));

  const trace = () => model.get("trace");
  const lines = () => trace().tray || [];

  function row(item) {
    return { kind: `dl-tray-line dl-tray-${item.kind}`, children: [
      element("span", { class: "dl-mark", text: `${item.kind} ${item.word}` }),
      element("code", { class: "dl-name", text: item.path })] };
  }

  function drawEntry(item) {
    entry.replaceChildren(...(item ? ["In a layer: ", element("code", { text: item.name }), ` · ${item.what}`] : []));
  }

  function draw() {
    const { containers = [], container } = trace();
    which.replaceChildren(...containers.map((name) => element("option", { value: name, text: name, selected: container && name === container.name })));
    which.disabled = containers.length < 2;
    commit.disabled = !container;
    line.disabled = !container?.running;
    page.say(trace().summary || "");
    output.textContent = trace().output || "";
    output.hidden = !output.textContent;
    const keep = Math.max(tray.chosen, 0);
    tray.draw(lines(), Math.min(keep, lines().length - 1));
    const hidden = (trace().lines || 0) - lines().length;
    rest.textContent = lines().length ? (hidden > 0 ? `… and ${hidden} more lines` : "") : "Empty: nothing has changed yet.";
    drawEntry(lines()[tray.chosen]);
    drawMade();
    drawLost();
    drawHistories();
  }

  const code = (text) => element("code", { text });

  function drawMade() {
    const { image, layer } = trace();
    if (!image) {
      made.replaceChildren(element("p", { class: "dl-hint", text: "Nothing is an image yet. docker commit makes one layer of the tray." }));
      return;
    }
    const more = layer.count - layer.entries.length;
    made.replaceChildren(
      table(`New layer ${layer.digest}, ${layer.size}, on top of the base image's ${layer.below === 1 ? "layer" : `${layer.below} layers`}${more > 0 ? `; ${more} more entries` : ""}`,
        ["entry", "what it is"], layer.entries.map((one) => [code(one.name), one.what])),
      table(`Configuration of ${image.name}, taken from the container`, ["setting", "", "base image", "new image"],
        image.config.map((one) => [one.name, element("span", { class: "dl-sign", text: one.same ? "=" : "≠" }), code(one.base), code(one.now)]),
        image.config.map((one) => (one.same ? "" : "dl-differs"))));
  }

  function drawLost() {
    const things = trace().unsaved || [];
    lost.hidden = !things.length;
    if (things.length) {
      lost.replaceChildren(table("✘ Not in an image made by commit", ["what", "which", "holds", "because it"],
        things.map((one) => [one.kind, code(one.name), one.held, one.why])));
    }
  }

  function drawHistories() {
    const { image } = trace();
    const built = model.get("built");
    if (recipe.value !== model.get("recipe")) recipe.value = model.get("recipe");
    recipe.rows = Math.max(3, recipe.value.split("\n").length);
    told.replaceChildren();
    if (built) told.append(built.told, ...built.different.map((path) => element("code", { class: "dl-tray-path", text: path })));
    else told.append("Build it, and compare what the two images say about themselves.");
    const history = (caption, rows) => element("div", { class: "dl-pane" },
      table(caption, ["created by", "size", "comment"], rows.map((one) => [code(one.by), one.size, one.comment])));
    both.replaceChildren(...(image ? [history(`docker history ${image.name}: the rows above the base`, image.rows)] : []),
      ...(built ? [history("docker history of the built image: the rows above the base", built.rows)] : []));
  }

  return follow(model, [
    ["trace", draw],
    ["recipe built", drawHistories],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
