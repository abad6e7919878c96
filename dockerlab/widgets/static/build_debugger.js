// Build debugger: the live rendering. It draws `trace`; choosing a row needs no answer from Python.

function render({ model, el }) {
  const build = button("Build", () => editor.send({ do: "build" }), { class: "dl-button dl-primary" });
  const both = switcher("Show the states of", BUILDERS, (value) => {
    model.set("builder", value);
    model.save_changes();
  });
  const target = element("select", { class: "dl-choice", "aria-label": "Target stage", on: { change: () => model.send({ do: "target", to: target.value }) } });
  const targets = element("label", { class: "dl-which" }, "--target ", target);
  const page = frame(el, "Build debugger", both.node, targets, build);
  const editor = filesEditor(model, page.id);
  const time = timeline("Instruction", go);
  const steps = chooser("Instructions, with what each builder made of them", page.id, row, go);
  const stop = button("", breakpoint);
  const detail = element("section", { class: "dl-detail dl-around", "aria-label": "The state around the instruction" });
  const said = element("pre", { class: "dl-output", "aria-live": "polite", hidden: true });
  const command = element("input", { class: "dl-field", type: "text", value: "pwd; ls -l", "aria-label": "Command to run inside", maxlength: "300", spellcheck: "false" });
  const inside = element("form", { class: "dl-inside", on: { submit: enter } },
    element("span", { text: "Look inside, just before it:" }), command, button("Run", enter));
  const heads = element("div", { class: "dl-step dl-both dl-both-heads", "aria-hidden": "true" },
    ...["line", "BuildKit", "classic", "instruction"].map((text) => element("span", { text })));
  editor.node.append(element("p", { class: "dl-hint",
    text: "Ctrl+Enter builds with both. In the list, ↑ and ↓ choose, B sets a breakpoint." }));
  el.append(
    element("div", { class: "dl-panes" }, editor.node,
      element("div", { class: "dl-pane" }, page.status, page.error, time.node, heads, steps.node, stop)),
    detail, inside, said,
  );
  onCtrlEnter(el, () => editor.send({ do: "build" }));
  steps.node.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "b" && !event.ctrlKey && !event.metaKey) breakpoint();
  });

  const rows = () => model.get("trace").rows || [];

  function go(to) {
    model.set("place", to);
    model.save_changes();
    drawChosen();
  }

  function breakpoint() {
    const trace = model.get("trace");
    model.send({ do: "stop", at: trace.stop === steps.chosen ? 0 : rows()[steps.chosen]?.line ?? 0 });
  }

  function enter(event) {
    event?.preventDefault?.();
    if (command.value.trim()) model.send({ do: "enter", command: command.value, at: steps.chosen });
  }

  function row(item, n) {
    const mark = (told) => element("span", { class: `dl-mark dl-word-${told.verdict}`, text: told.mark });
    return {
      kind: `dl-both ${model.get("trace").stop === n ? "dl-bd-stop" : ""}`,
      children: [element("span", { class: "dl-bd-line", text: String(item.line) }), mark(item.buildkit), mark(item.classic),
        element("code", { text: item.text })],
    };
  }

  function draw() {
    const trace = model.get("trace");
    if (!trace.rows) return;
    page.say(`Build ${model.get("builds")}. BuildKit: ${trace.said.buildkit}. Classic: ${trace.said.classic}.`);
    targets.hidden = !trace.targets.length;
    target.replaceChildren(...["", ...trace.targets].map((name) => element("option", { value: name, text: name || "(the last stage)" })));
    target.value = model.get("target");
    steps.draw(rows(), model.get("place"));
    drawChosen();
  }

  function drawChosen() {
    const place = model.get("place");
    const item = rows()[place];
    if (!item) return;
    if (steps.chosen !== place) steps.choose(place, true);
    both.show(model.get("builder"));
    time.show(place, rows().length - 1, `line ${item.line}: ${item.text.split("\n")[0]}`);
    stop.textContent = model.get("trace").stop === place ? "Take the breakpoint away" : `Stop before line ${item.line}`;
    const told = item[model.get("builder")];
    const name = BUILDERS.find(([value]) => value === model.get("builder"))[1];
    const code = (text) => element("code", { class: "dl-pre", text });
    const caption = `${name}, line ${item.line}${told.why ? ` · ${told.why}` : ""}`;
    const state = element("div", {}, told.done
      ? table(caption, ["", "just before it", "", "just after it"],
        told.states.map(([what, before, after]) => [what, code(before),
          element("span", { class: "dl-sign", text: before === after ? "=" : "≠" }), code(after)]),
        told.states.map(([, before, after]) => (before === after ? "" : "dl-differs")))
      : table(caption, ["", "just before it"], told.states.map(([what, before]) => [what, code(before)])));
    if (told.changes.length) state.append(element("p", {}, element("b", { text: "Files: " }), code(told.changes.join("\n"))));
    if (told.output) state.append(element("pre", { class: "dl-output", text: told.output }));
    const ways = element("div", { class: "dl-bd-ways" }, element("h4", { text: "To enter the state just before it" }),
      ...BUILDERS.map(([value, label]) => element("div", { class: `dl-bd-way ${value === model.get("builder") ? "dl-bd-here" : ""}` },
        element("b", { text: label }),
        item[value].shown ? element("pre", { class: "dl-output", text: item[value].shown }) : null,
        element("p", { text: item[value].words }))));
    detail.replaceChildren(state, ways);
    drawInside();
  }

  function drawInside() {
    const seen = model.get("inside");
    said.hidden = !seen.command;
    said.textContent = seen.command ? `before line ${seen.line} $ ${seen.command}\n${seen.printed}` : "";
  }

  return follow(model, [
    ["files", editor.draw],
    ["trace builds", draw],
    ["place builder", drawChosen],
    ["inside", drawInside],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
