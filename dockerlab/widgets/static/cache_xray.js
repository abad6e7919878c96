// Cache X-ray: the live rendering. It draws `trace` and sends edits back.

function render({ model, el }) {
  const build = button("Build", start, { class: "dl-button dl-primary" });
  const page = frame(el, "Cache X-ray", builders(model, start).node, build);
  const editor = filesEditor(model, page.id);
  const steps = chooser("Build steps", page.id, row, (n) => drawDetail(list()[n]));
  const detail = element("section", { class: "dl-detail", "aria-label": "The step's cache key" });
  editor.node.append(element("p", { class: "dl-hint", text: "Ctrl+Enter builds. In the steps, ↑ and ↓ choose one." }));
  el.append(
    element("div", { class: "dl-panes" }, editor.node,
      element("div", { class: "dl-pane" }, page.status, page.error, steps.node)),
    detail,
  );

  onCtrlEnter(el, start);

  function list() {
    return model.get("trace").steps || [];
  }

  function start() {
    editor.send({ do: "build" });
  }

  function row(step) {
    return {
      kind: `dl-${step.verdict}`,
      children: [
        element("span", { class: "dl-mark", text: step.mark }),
        element("span", { class: "dl-name" }, element("code", { text: step.name }), element("small", { text: step.why })),
        element("span", { class: "dl-time", text: step.verdict === "RUN" ? `${step.seconds} s` : "" })],
    };
  }

  function drawSteps() {
    const trace = model.get("trace");
    let first = list().findIndex((step) => step.verdict === "RUN" || step.verdict === "ERROR");
    if (first < 0) first = list().findIndex((step) => step.key.length);
    page.say(trace.summary ? `Build ${model.get("builds")}: ${trace.summary}` : "Nothing built yet.");
    steps.draw(list(), first);
    drawDetail(list()[steps.chosen]);
  }

  function drawDetail(step) {
    if (!step) {
      detail.replaceChildren();
      return;
    }
    const parts = [element("h4", {}, element("code", { text: step.name })),
      element("p", { text: step.why ? `${step.mark}: ${step.why}` : step.mark })];
    if (step.key.length) {
      const old = step.key.some((part) => part.was !== null);
      const code = (text) => element("code", { text });
      parts.push(table(`Cache key ${step.digest}${step.layer ? ` · layer ${step.layer}` : ""}`,
        ["the step depends on", "", ...(old ? ["nearest key built before"] : []), "this build"],
        step.key.map((part) => [part.name,
          element("span", { class: "dl-sign", text: part.was === null ? "+" : part.same ? "=" : "≠" }),
          ...(old ? [code(part.was)] : []), code(part.now)]),
        step.key.map((part) => (part.same ? "" : "dl-differs"))));
    }
    if (step.output) parts.push(element("pre", { class: "dl-output", text: step.output }));
    detail.replaceChildren(...parts);
  }

  return follow(model, [
    ["files", editor.draw],
    ["trace builds", drawSteps],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
