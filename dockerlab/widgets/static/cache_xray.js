// Cache X-ray: the live rendering. It draws `trace` and sends edits back; it knows nothing about Docker.
// Everything a learner wrote reaches the page through textContent or value, never as HTML.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "class") node.className = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

let count = 0;

function render({ model, el }) {
  const id = `dl-xray-${++count}`;
  let file = "Dockerfile";
  let chosen = -1;

  const tabs = element("div", { class: "dl-tabs", role: "tablist", "aria-label": "Files" });
  const editor = element("textarea", {
    class: "dl-editor", spellcheck: "false", autocomplete: "off", id: `${id}-editor`, role: "tabpanel",
  });
  const build = element("button", { class: "dl-button dl-primary", type: "button", text: "Build" });
  const builders = element("fieldset", { class: "dl-switch" }, element("legend", { text: "Builder" }));
  const summary = element("p", { class: "dl-summary", role: "status", "aria-live": "polite" });
  const error = element("pre", { class: "dl-error", role: "alert", hidden: true });
  const steps = element("div", { class: "dl-steps", role: "listbox", tabindex: "0", "aria-label": "Build steps" });
  const detail = element("section", { class: "dl-detail", "aria-label": "The step's cache key" });
  const hint = element("p", { class: "dl-hint", text: "Ctrl+Enter builds. In the steps, ↑ and ↓ choose one." });

  el.classList.add("dl-root");
  el.append(
    element("div", { class: "dl-head" }, element("strong", { text: "Cache X-ray" }), builders, build),
    element("div", { class: "dl-panes" },
      element("div", { class: "dl-pane" }, tabs, editor, hint),
      element("div", { class: "dl-pane" }, summary, error, steps)),
    detail,
  );

  // -- files ---------------------------------------------------------------
  function drawTabs() {
    const first = (name) => (name === "Dockerfile" ? 0 : name === ".dockerignore" ? 1 : 2);
    const names = Object.keys(model.get("files")).sort((a, b) => first(a) - first(b));
    if (!names.includes(file)) file = names[0];
    tabs.replaceChildren(...names.map((name) => {
      const tab = element("button", {
        class: "dl-tab", type: "button", role: "tab", text: name, "aria-controls": `${id}-editor`,
        "aria-selected": String(name === file), tabindex: name === file ? "0" : "-1",
      });
      tab.addEventListener("click", () => { file = name; drawTabs(); });
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        file = names[(names.indexOf(name) + step + names.length) % names.length];
        drawTabs();
        tabs.querySelector('[aria-selected="true"]').focus();
        event.preventDefault();
      });
      return tab;
    }));
    editor.setAttribute("aria-label", `Text of ${file}`);
    if (editor.value !== model.get("files")[file]) editor.value = model.get("files")[file];
    editor.rows = Math.max(10, editor.value.split("\n").length + 1);
  }

  function keep() {
    if (model.get("files")[file] === editor.value) return;
    model.set("files", { ...model.get("files"), [file]: editor.value });
    model.save_changes();
  }

  function start() {
    keep();
    model.send({ do: "build" });
  }

  editor.addEventListener("input", keep);
  build.addEventListener("click", start);
  el.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      start();
    }
    event.stopPropagation(); // JupyterLab's shortcuts would run the cell
  });
  el.setAttribute("data-lm-suppress-shortcuts", "true");

  for (const [value, label] of [["buildkit", "BuildKit"], ["classic", "Classic"]]) {
    const input = element("input", { type: "radio", name: `${id}-builder`, value });
    input.checked = model.get("builder") === value;
    input.addEventListener("change", () => {
      model.set("builder", value);
      model.save_changes();
      start();
    });
    builders.append(element("label", {}, input, ` ${label}`));
  }

  // -- the trace -----------------------------------------------------------
  function drawSteps() {
    const trace = model.get("trace");
    const list = trace.steps || [];
    if (chosen >= list.length || chosen < 0) {
      chosen = list.findIndex((step) => step.verdict === "RUN" || step.verdict === "ERROR");
      if (chosen < 0) chosen = list.findIndex((step) => step.key.length);
    }
    summary.textContent = trace.summary ? `Build ${model.get("builds")}: ${trace.summary}` : "Nothing built yet.";
    steps.replaceChildren(...list.map((step, n) => {
      const row = element("div", {
        class: `dl-step dl-${step.verdict}`, role: "option", id: `${id}-step-${n}`, "aria-selected": String(n === chosen),
      },
        element("span", { class: "dl-mark", text: step.mark }),
        element("span", { class: "dl-name" },
          element("code", { text: step.name }),
          element("small", { text: step.why })),
        element("span", { class: "dl-time", text: step.verdict === "RUN" ? `${step.seconds} s` : "" }));
      row.addEventListener("click", () => choose(n));
      return row;
    }));
    steps.setAttribute("aria-activedescendant", chosen >= 0 ? `${id}-step-${chosen}` : "");
    drawDetail(list[chosen]);
  }

  function choose(n) {
    const list = model.get("trace").steps || [];
    chosen = Math.min(Math.max(n, 0), list.length - 1);
    drawSteps();
    const row = steps.children[chosen];
    if (row && row.scrollIntoView) row.scrollIntoView({ block: "nearest" });
  }

  steps.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    choose(chosen + move);
  });

  function drawDetail(step) {
    if (!step) {
      detail.replaceChildren();
      return;
    }
    const parts = [element("h4", {}, element("code", { text: step.name })),
      element("p", { text: step.why ? `${step.mark}: ${step.why}` : step.mark })];
    if (step.key.length) {
      const old = step.key.some((row) => row.was !== null);
      const head = element("tr", {},
        element("th", { scope: "col", text: "" }),
        element("th", { scope: "col", text: "the step depends on" }),
        ...(old ? [element("th", { scope: "col", text: "nearest key built before" })] : []),
        element("th", { scope: "col", text: "this build" }));
      const body = step.key.map((row) => element("tr", { class: row.same ? "" : "dl-differs" },
        element("td", { class: "dl-sign", text: row.was === null ? "+" : row.same ? "=" : "≠" }),
        element("th", { scope: "row", text: row.name }),
        ...(old ? [element("td", {}, element("code", { text: row.was }))] : []),
        element("td", {}, element("code", { text: row.now }))));
      parts.push(element("div", { class: "dl-scroll", tabindex: "0", role: "region", "aria-label": "Cache key" },
        element("table", { class: "dl-key" },
          element("caption", { text: `Cache key ${step.digest}${step.layer ? ` · layer ${step.layer}` : ""}` }),
          element("thead", {}, head), element("tbody", {}, ...body))));
    }
    if (step.output) parts.push(element("pre", { class: "dl-output", text: step.output }));
    detail.replaceChildren(...parts);
  }

  function drawError() {
    const problem = model.get("error");
    error.hidden = !problem;
    error.textContent = problem ? problem.text : "";
  }

  const redraw = () => { chosen = -1; drawSteps(); };
  const listeners = [["change:files", drawTabs], ["change:trace", redraw], ["change:builds", redraw], ["change:error", drawError]];
  for (const [name, listener] of listeners) model.on(name, listener);
  drawTabs();
  drawSteps();
  drawError();
  return () => { for (const [name, listener] of listeners) model.off(name, listener); };
}

export default { render };
