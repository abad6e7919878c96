// Mirror clock: the live rendering. It draws `trace` and sends the day and the edits back.

function render({ model, el }) {
  const build = button("Build", () => editor.send({ do: "build" }), { class: "dl-button dl-primary" });
  el.classList.add("dl-mirror");
  const page = frame(el, "Mirror clock", builders(model, () => editor.send({ do: "build" })).node, build);
  let wanted = null; // the day asked for last: an answer to an earlier key press must not move the slider back
  const time = timeline("Day", (day) => { wanted = day; model.send({ do: "go", day }); });
  const skip = button("To the next change", () => model.send({ do: "skip" }));
  const editor = filesEditor(model, page.id);
  const steps = chooser("Build steps", page.id, row, (n) => drawDetail(list()[n]));
  const detail = element("section", { class: "dl-detail", "aria-label": "What the step changed" });
  const beside = element("section", { class: "dl-beside", "aria-label": "The list in the layer beside the mirror" });
  const write = (which) => { model.send({ do: "write", which }); };
  editor.node.append(
    element("p", { class: "dl-buttons" }, button("Two RUNs", () => write("apart")), button("One RUN", () => write("together")),
      button("Build with --no-cache", () => editor.send({ do: "build", no_cache: true }))),
    element("p", { class: "dl-hint", text: "Ctrl+Enter builds. In the steps, ↑ and ↓ choose one." }));
  el.append(
    element("div", { class: "dl-clock" }, time.node, skip),
    page.status, page.error, beside,
    element("div", { class: "dl-panes" }, editor.node, element("div", { class: "dl-pane" }, steps.node, detail)));
  onCtrlEnter(el, () => editor.send({ do: "build" }));

  const code = (text) => element("code", { text });
  const list = () => model.get("trace").steps || [];

  function row(step) {
    return {
      kind: `dl-${step.verdict}`,
      children: [
        element("span", { class: "dl-mark", text: step.mark }),
        element("span", { class: "dl-name" }, code(step.name), element("small", { text: step.layer ? step.changes.told : step.why })),
        element("span", { class: "dl-time", text: step.verdict === "RUN" ? `${step.seconds} s` : "" })],
    };
  }

  function drawDetail(step) {
    if (!step) { detail.replaceChildren(); return; }
    const { rows, more, told } = step.changes;
    const marks = { A: "+ added", C: "~ changed", D: "− deleted" };
    detail.replaceChildren(
      element("h4", {}, "What this step changed: ", code(step.name)),
      rows.length ? table(`${told}${more > 0 ? `; the ${rows.length} largest of ${rows.length + more} are shown` : ""}`, ["path", "", "bytes"],
        rows.map((one) => [code(one.path), marks[one.kind], one.size]), rows.map((one) => `dl-file-${one.kind}`))
        : element("p", { text: step.layer ? "Nothing: an empty layer." : step.verdict === "ERROR" ? "Nothing is kept: the step failed." : "No file: this step makes no layer." }),
      step.output ? element("pre", { class: "dl-output", text: step.output, "aria-label": "What it printed", tabindex: "0" }) : "");
    const printed = detail.querySelector(".dl-output");
    if (printed && step.verdict === "ERROR") printed.scrollTop = printed.scrollHeight;
  }

  function draw() {
    const trace = model.get("trace");
    if (!trace.steps) { page.say("Nothing built yet."); return; }
    if (wanted === null || wanted === model.get("day")) {
      wanted = null;
      time.show(model.get("day"), model.get("last"), `Day ${trace.day}, ${trace.date}`);
    }
    skip.disabled = !trace.next;
    const told = { fresh: "The list in the layer is the mirror's of today.", stale: "The list in the layer is older than the mirror's of today.",
      "no list": "No layer keeps a list." }[trace.stale];
    page.say(`Day ${trace.day}. Built on day ${trace.built}: ${trace.summary} ${told}`);
    beside.replaceChildren(
      element("div", { class: "dl-panes" },
        table("Packages that the Dockerfile installs", ["package", "mirror today", "list in the layer", "", "in the image"],
          trace.packages.map((one) => [one.name, code(one.mirror), code(one.listed), element("span", { class: `dl-state dl-state-${one.state}`, text: one.told }), code(one.has)]),
          trace.packages.map((one) => `dl-package-${one.state}`)),
        table("Days of the index", ["suite", "mirror today", "list in the layer", ""],
          trace.suites.map((one) => [one.name, one.mirror, one.listed, one.listed === "—" ? "no list" : one.same ? "= the same" : "≠ older"]),
          trace.suites.map((one) => (one.same ? "" : "dl-differs")))));
    const failed = list().findIndex((step) => step.verdict === "ERROR");
    const heavy = list().findIndex((step) => step.layer);
    const at = failed >= 0 ? failed : steps.chosen >= 0 && steps.chosen < list().length ? steps.chosen : Math.max(heavy, 0);
    steps.draw(list(), at);
    drawDetail(list()[steps.chosen]);
  }

  return follow(model, [
    ["files", editor.draw],
    ["trace day", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
