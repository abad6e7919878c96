// Before and after: the live rendering. It shows the numbers that Python measured, and sends edits back.

function render({ model, el }) {
  const measure = button("Measure", start, { class: "dl-button dl-primary" });
  const both = switcher("Builder", BUILDERS, (builder) => model.send({ do: "switch", builder }));
  const page = frame(el, "Before and after", both.node, measure);
  el.classList.add("dl-ba");
  const editor = filesEditor(model, page.id);
  editor.node.append(element("p", { class: "dl-hint", text: "This is the project to work on. Ctrl+Enter measures." }));
  const numbers = chooser("Numbers, less is better", page.id, row, drawDetail);
  const heads = element("div", { class: "dl-heads", "aria-hidden": "true" },
    element("div", { text: "less is better" }), element("span", { text: "before" }), element("span", { text: "after" }), element("span"));
  const detail = element("section", { class: "dl-detail", "aria-label": "What is behind the number" });
  el.append(
    element("div", { class: "dl-panes" }, editor.node,
      element("div", { class: "dl-pane" }, page.status, page.error, heads, numbers.node)),
    detail,
  );
  onCtrlEnter(el, start);

  function start() {
    editor.send({ do: "measure" });
  }

  function row(one) {
    const bar = (share) => element("div", { class: "dl-bar", style: `width: ${(100 * share).toFixed(1)}%` });
    return {
      kind: one.change < 0 ? "dl-better" : one.change > 0 ? "dl-worse" : "",
      children: [
        element("span", { class: "dl-name", text: one.name }),
        element("span", { class: "dl-number", text: one.before }),
        element("span", { class: "dl-number", text: one.after }),
        element("span", { class: "dl-mark", text: one.mark }),
        element("div", { class: "dl-bars", "aria-hidden": "true" }, bar(one.share[0]), bar(one.share[1]))],
    };
  }

  function draw() {
    page.say(model.get("summary"));
    numbers.draw(model.get("rows"), Math.max(numbers.chosen, 0));
    drawDetail();
  }

  function drawDetail() {
    const one = model.get("rows")[numbers.chosen];
    if (!one) return;
    const list = (name, lines) => element("div", {}, element("h5", { text: name }),
      element("ul", {}, ...lines.map((line) => element("li", {}, element("code", { text: line })))));
    detail.replaceChildren(element("h4", { text: one.name }),
      element("div", { class: "dl-behind" },
        list(`before: ${one.before}`, one.behind[0]), list(`after: ${one.after}`, one.behind[1])));
  }

  return follow(model, [
    ["files", editor.draw],
    ["builder", () => both.show(model.get("builder"))],
    ["rows summary", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
