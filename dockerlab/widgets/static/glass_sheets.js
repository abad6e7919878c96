// Glass sheets: the live rendering. It draws `picture` and sends commands.

const SIGNS = { nothing: "↓", holds: "●", hides: "✕", opaque: "■" };
const SAYS = {
  nothing: "asked, has nothing", holds: "asked, and answers: found here", hides: "asked, and hides it: the search ends",
  opaque: "opaque directory: the search ends",
};
const MARKS = {
  "copy-up": ["↑", "copied up"], create: ["+", "new"], write: ["✎", "written"], metadata: ["✎", "changed"],
  whiteout: ["✕", "hidden now"], remove: ["−", "removed"], opaque: ["■", "opaque"],
};

function render({ model, el }) {
  const page = frame(el, "Glass sheets", button("Undo", () => model.send({ do: "undo" }), { class: "dl-button dl-last" }));
  const command = element("input", {
    class: "dl-field", type: "text", id: `${page.id}-command`, spellcheck: "false", autocomplete: "off", maxlength: "500",
    on: { keydown: (event) => { if (event.key === "Enter") run(); } },
  });
  const examples = element("div", { class: "dl-examples", role: "group", "aria-label": "Commands to try" });
  const time = timeline("Moment", (at) => model.send({ do: "go", at }));
  let to = 0;
  let end = 0;
  const play = player(1100, (fresh) => {
    if (fresh) start();
    model.send({ do: "go", at: to });
    to += 1;
    return to <= end;
  });
  const { stop } = play;
  time.node.append(play.node);
  const sheets = element("div", { class: "dl-scroll dl-sheets", tabindex: "0", role: "region", "aria-label": "The sheets, the writable one on top" });
  const upper = element("div", {});
  const printed = element("pre", { class: "dl-output", "aria-label": "What the command printed", hidden: true });
  el.append(
    element("div", { class: "dl-row" }, element("label", { for: command.id, text: "In the container:" }), command,
      button("Run", run)),
    examples, page.error, printed, time.node, page.status, sheets,
    element("p", { class: "dl-hint", text: "One looks from above. Choose a path to look it up as things stand: ↓ asked and has nothing, ● found, ✕ hidden, ■ opaque." }),
    upper,
  );

  function run() {
    stop();
    if (command.value.trim()) model.send({ do: "run", command: command.value });
  }

  // what is played: the command of the moment that is shown, from its first frame, or the next, to its last
  function start() {
    const begins = model.get("begins");
    const at = model.get("at");
    const first = Math.max(1, ...begins.filter((begin) => begin <= at));
    const after = begins.find((begin) => begin > at);
    end = (after ?? model.get("labels").length) - 1;
    to = at >= first && at < end ? at + 1 : Math.min(first, end);
  }

  function drawTime() {
    const labels = model.get("labels");
    const at = model.get("at");
    time.show(at, labels.length - 1, `${at} of ${labels.length - 1}: ${labels[at]}`);
    play.node.disabled = labels.length < 2;
  }

  function drawSheets() {
    const { columns, path, seen, rows, command: typed } = model.get("picture");
    page.say(`${typed ? `${typed} → ` : ""}${model.get("summary")}`);
    const focused = sheets.contains(document.activeElement) ? document.activeElement.dataset.path : undefined;
    const on = (column) => (column === path ? "dl-on" : "");
    const head = element("tr", {}, element("th", { scope: "col", text: "sheet" }), ...columns.map((column) => element("th", {
      scope: "col", class: on(column),
    }, element("button", {
      class: "dl-path", type: "button", "data-path": column, "aria-label": column, "aria-pressed": String(column === path),
      on: { click: () => { stop(); model.send({ do: "look", path: column }); } },
    }, element("small", { text: column.slice(0, column.lastIndexOf("/") + 1) }), column.slice(column.lastIndexOf("/") + 1)))));
    const top = element("tr", { class: "dl-eye" }, element("th", { scope: "row", text: "seen from above" }),
      ...seen.map((text, n) => element("td", { class: on(columns[n]), text: text.split("  ")[0] })));
    const glass = rows.map((row, n) => element("tr", { class: row.text ? "dl-glass" : "dl-glass dl-writable" },
      element("th", { scope: "row" }, row.name, element("small", { text: row.text || "the container's own" })),
      ...row.cells.map((one, place) => {
        const [sign, word] = MARKS[one.mark] || ["", ""];
        const node = element("td", { class: `${one.ray ? `dl-ray dl-${one.ray}` : ""} ${one.mark ? "dl-marked" : ""} ${on(columns[place])}` },
          one.ray ? element("span", { class: "dl-beam", text: SIGNS[one.ray], role: "img", "aria-label": SAYS[one.ray] }) : "",
          one.text ? chip(one) : "",
          word ? element("span", { class: "dl-did", text: `${sign} ${word}` }) : "");
        node.style.setProperty("--row", String(n));
        return node;
      })));
    sheets.replaceChildren(element("table", { class: "dl-glasses", "aria-label": "A column for each path, a sheet for each layer" },
      element("thead", {}, head), element("tbody", {}, top, ...glass)));
    const chosen = sheets.querySelector("th.dl-on");
    if (chosen) {
      const right = chosen.offsetLeft + chosen.offsetWidth;
      const names = sheets.querySelector("th").offsetWidth; // they stay where they are
      if (chosen.offsetLeft < sheets.scrollLeft + names) sheets.scrollLeft = chosen.offsetLeft - names;
      if (right > sheets.scrollLeft + sheets.clientWidth) sheets.scrollLeft = right - sheets.clientWidth;
    }
    if (focused) sheets.querySelector(`[data-path="${CSS.escape(focused)}"]`)?.focus();
  }

  function chip({ text, kind }) { // size above mode
    const [first, mode] = text.split("  ");
    return element("span", { class: `dl-chip dl-chip-${kind}` }, first, mode ? element("small", { text: mode }) : "");
  }

  function drawUpper() {
    const rows = model.get("upper").map(([mode, bytes, path, note]) => [
      element("code", { text: path }), element("code", { text: mode }), element("code", { text: bytes }), note]);
    upper.replaceChildren(rows.length
      ? table("The writable sheet as overlayfs keeps it on the host (its “upper” directory)", ["path", "mode", "bytes", "what it means"], rows)
      : element("p", { class: "dl-hint", text: "The writable sheet (overlayfs calls it “upper”) is empty." }));
  }

  const leave = follow(model, [
    ["labels at begins", drawTime],
    ["picture summary", drawSheets],
    ["upper", drawUpper],
    ["examples", () => {
      examples.replaceChildren(...model.get("examples").map((text) => button(text, () => { command.value = text; run(); }, { class: "dl-button dl-small" })));
      if (!command.value) command.value = model.get("examples")[1] || "";
    }],
    ["printed", () => { printed.hidden = !model.get("printed"); printed.textContent = model.get("printed"); }],
    ["error", () => page.fail(model.get("error"))],
  ]);
  return () => { stop(); leave(); };
}

export default { render };
