// Argv machine: the live rendering. It draws `trace` and sends what was typed.

function render({ model, el }) {
  const page = frame(el, "Argv machine",
    element("label", { class: "dl-label" }, "Example ", element("select", { class: "dl-select", on: { change: (event) => {
      if (event.target.value) model.send({ do: "example", name: event.target.value });
    } } }, element("option", { value: "", text: "choose…" }), ...model.get("examples").map((name) => element("option", { value: name, text: name })))),
    button("Build and run", start, { class: "dl-button dl-primary" }));
  const editor = filesEditor(model, page.id);
  const field = (label) => element("input", { class: "dl-line", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": label });
  const words = field("Words behind the image's name");
  const other = field("Value of --entrypoint");
  const given = element("input", { type: "checkbox", on: { change: () => { other.disabled = !given.checked; } } });
  const init = element("input", { type: "checkbox" });
  const form = element("div", { class: "dl-form" },
    element("label", {}, given, " --entrypoint "), other,
    element("label", {}, init, " --init"),
    element("span", { class: "dl-typed" }, element("code", { text: "image" })), words);
  const command = element("p", { class: "dl-command" });
  const line = element("ol", { class: "dl-words", "aria-label": "The command line, word by word" });
  const facts = element("div", {});
  const tree = element("ul", { class: "dl-tree", "aria-label": "Processes" });
  const output = element("pre", { class: "dl-output", "aria-label": "What it printed", tabindex: "0" });
  const why = element("ul", { class: "dl-why", "aria-label": "Why" });
  let event = 0;
  const time = timeline("docker stop", (n) => { event = n; drawStop(); });
  const stop = element("ol", { class: "dl-stop", "aria-label": "What happens after docker stop" });
  const stopping = element("section", { class: "dl-stopping", "aria-label": "docker stop" }, element("h4", { text: "docker stop, second by second" }), time.node, stop);
  editor.node.append(element("p", { class: "dl-hint", text: "Ctrl+Enter builds and runs." }));
  el.append(
    element("div", { class: "dl-panes" },
      element("div", { class: "dl-pane" }, editor.node, element("h4", { text: "docker run" }), form),
      element("div", { class: "dl-pane" }, page.status, page.error, command, line, facts)),
    element("div", { class: "dl-panes dl-below" },
      element("div", { class: "dl-pane" }, element("h4", { text: "Processes" }), tree, element("h4", { text: "What it printed" }), output, why),
      element("div", { class: "dl-pane" }, stopping)));
  onCtrlEnter(el, start);

  function start() {
    editor.send({ do: "run", args: words.value, entrypoint: given.checked ? other.value : null, init: init.checked });
  }

  const code = (text) => element("code", { text });

  function draw() {
    const trace = model.get("trace");
    if (!trace.command) return;
    page.say(trace.summary);
    command.replaceChildren(code(`$ ${trace.command}`));
    line.replaceChildren(...trace.words.map((word) => element("li", { class: `dl-word dl-from-${word.origin.replace(/\W+/g, "")}` },
      code(word.text), element("small", { text: `from ${word.origin}` }),
      word.variable ? element("small", { class: "dl-variable", text: `$ replaced by: ${word.variable}` }) : "",
      word.note ? element("small", { class: "dl-variable", text: word.note }) : "")));
    facts.replaceChildren(table("The image's configuration", ["", "as docker inspect shows it"],
      Object.entries(trace.image).map(([name, value]) => [name, code(value)])),
      ...trace.warnings.map((text) => element("p", { class: "dl-hint", text: `Build check: ${text}` })));
    tree.replaceChildren(...trace.tree.map((one) => element("li", { style: `margin-left: ${one.depth * 1.6}em` },
      element("strong", { text: `PID ${one.pid}` }), " ", code(one.text))));
    output.textContent = trace.output || (trace.refused ? "" : "(nothing)");
    why.replaceChildren(...trace.sentences.map((text) => element("li", { text })));
    event = trace.stop ? trace.stop.events.length - 1 : 0;
    drawStop();
  }

  function drawStop() {
    const { stop: ending } = model.get("trace");
    stopping.hidden = !ending;
    if (!ending) return;
    const seconds = (n) => `${ending.events[n].at.toFixed(1)} s`;
    time.show(event, ending.events.length - 1, `${seconds(event)}: ${ending.events[event].what}`);
    stop.replaceChildren(...ending.events.map((one, n) => element("li", { class: n <= event ? "dl-past" : "dl-future", "aria-current": String(n === event) },
      element("span", { class: "dl-time", text: seconds(n) }), " ", one.what)));
  }

  return follow(model, [
    ["files", editor.draw],
    ["args entrypoint init", () => {
      words.value = model.get("args");
      given.checked = model.get("entrypoint") !== null;
      other.value = model.get("entrypoint") ?? "";
      other.disabled = !given.checked;
      init.checked = model.get("init");
    }],
    ["trace", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
