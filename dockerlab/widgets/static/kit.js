// What the live renderings of all explorers share. It stands above each explorer's own module (see page.py) and knows
// nothing about Docker. Texts reach the page through textContent, value and attributes, never as HTML.

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (name === "class") node.className = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let explorers = Math.floor(Math.random() * 2 ** 40); // two explorers on a page are two copies of this module

// The frame of an explorer: its name, the controls beside it, a status line that is read aloud, a place for an error.
// JupyterLab's own shortcuts are kept out, or a letter typed here would run a cell.
function frame(el, name, ...controls) {
  const id = `dl-${++explorers}`;
  const status = element("p", { class: "dl-summary", role: "status", "aria-live": "polite" });
  const error = element("pre", { class: "dl-error", role: "alert", hidden: true });
  const head = element("div", { class: "dl-head" }, element("strong", { text: name }), ...controls);
  el.classList.add("dl-root");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(head);
  return {
    id, status, error, head,
    say: (text) => { if (status.textContent !== text) status.textContent = text; },
    fail: (problem) => {
      error.hidden = !problem;
      error.textContent = problem ? problem.text : "";
    },
  };
}

// Names to listeners; returns what stops listening. Each listener is called once at the start.
function follow(model, listeners) {
  for (const [names, listener] of listeners) {
    for (const name of names.split(" ")) model.on(`change:${name}`, listener);
    listener();
  }
  return () => {
    for (const [names, listener] of listeners) for (const name of names.split(" ")) model.off(`change:${name}`, listener);
  };
}

function button(text, act, attributes = {}) {
  return element("button", { class: "dl-button", type: "button", text, on: { click: act }, ...attributes });
}

// A switch: one of a few. `options` are [value, label] pairs. `show(value)` moves it without acting.
function switcher(legend, options, act) {
  const name = `dl-switch-${++explorers}`;
  const inputs = options.map(([value]) => element("input", { type: "radio", name, value, on: { change: () => act(value) } }));
  const node = element("fieldset", { class: "dl-switch" }, element("legend", { text: legend }),
    ...options.map(([, label], n) => element("label", {}, inputs[n], ` ${label}`)));
  return { node, show: (value) => inputs.forEach((input) => { input.checked = input.value === value; }) };
}

const BUILDERS = [["buildkit", "BuildKit"], ["classic", "Classic"]];

// The switch between the two builders, tied to the trait `builder`.
function builders(model, act) {
  const both = switcher("Builder", BUILDERS, (value) => {
    model.set("builder", value);
    model.save_changes();
    act();
  });
  both.show(model.get("builder"));
  return both;
}

// A list of which one row is chosen, by mouse or with the arrow keys. `row(item, n)` gives the children of a row and
// its class; `act(n)` is called when another row is chosen.
function chooser(label, id, row, act) {
  const node = element("div", { class: "dl-steps", role: "listbox", tabindex: "0", "aria-label": label });
  let items = [];
  let chosen = -1;
  function choose(n, quiet = false) {
    chosen = items.length ? Math.min(Math.max(n, 0), items.length - 1) : -1;
    [...node.children].forEach((child, place) => child.setAttribute("aria-selected", String(place === chosen)));
    node.setAttribute("aria-activedescendant", chosen >= 0 ? `${id}-row-${chosen}` : "");
    if (!quiet) {
      node.children[chosen]?.scrollIntoView?.({ block: "nearest" });
      act(chosen);
    }
  }
  node.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    choose(chosen + move);
  });
  return {
    node, choose,
    get chosen() { return chosen; },
    draw: (list, n) => {
      items = list;
      node.replaceChildren(...list.map((item, place) => {
        const { kind, children } = row(item, place);
        return element("div", {
          class: `dl-step ${kind}`, role: "option", id: `${id}-row-${place}`, "aria-selected": "false",
          on: { click: () => choose(place) },
        }, ...children);
      }));
      choose(n, true);
    },
  };
}

// A time slider: Back and Forward buttons around a range. `act(n)` is called with the new place; `show(n, last, text)`
// moves it without acting and says in `text` what stands there.
function timeline(label, act) {
  const range = element("input", { type: "range", min: "0", step: "1", "aria-label": label });
  const told = element("span", { class: "dl-told", "aria-hidden": "true" }); // the slider itself says it
  const go = (n) => act(Math.min(Math.max(n, 0), Number(range.max)));
  range.addEventListener("input", () => go(Number(range.value)));
  const back = button("◀", () => go(Number(range.value) - 1), { "aria-label": `${label}: one back` });
  const on = button("▶", () => go(Number(range.value) + 1), { "aria-label": `${label}: one forward` });
  return {
    node: element("div", { class: "dl-timeline" }, back, range, on, told),
    show: (n, last, text) => {
      range.max = String(last);
      range.value = String(n);
      range.setAttribute("aria-valuetext", text);
      told.textContent = text;
      back.disabled = n <= 0;
      on.disabled = n >= last;
    },
  };
}

// Play beside a time slider. `next(fresh)` goes to the next moment and says whether there is one more; `fresh` is true
// for the first after a click. For a reader who wants no motion each click is one step.
function player(wait, next) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const word = () => (calm.matches ? "Step" : "Play");
  let timer = 0;
  const node = button(word(), toggle, { class: "dl-button dl-play" });
  function stop() {
    clearInterval(timer);
    timer = 0;
    node.textContent = word();
  }
  function toggle() {
    if (timer) return stop();
    if (!next(true) || calm.matches) return stop();
    node.textContent = "Stop";
    timer = setInterval(() => next(false) || stop(), wait);
    return undefined;
  }
  return { node, stop };
}

// Ctrl+Enter anywhere in the explorer.
function onCtrlEnter(el, act) {
  el.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
    event.preventDefault();
    act();
  });
}

// The files of a project in tabs over one editor, tied to the trait `files`. `keep()` sends an edit. A message that
// must see the last edit goes through `send`, which carries the files along: a trait that changes with every key is
// held back while the kernel is busy, and a message would overtake it.
function filesEditor(model, id) {
  let file = "Dockerfile";
  const tabs = element("div", { class: "dl-tabs", role: "tablist", "aria-label": "Files" });
  const editor = element("textarea", {
    class: "dl-editor", spellcheck: "false", autocomplete: "off", id: `${id}-editor`,
  });
  const panel = element("div", { role: "tabpanel", id: `${id}-panel` }, editor);
  function draw() {
    const first = (name) => (name === "Dockerfile" ? 0 : name === ".dockerignore" ? 1 : 2);
    const names = Object.keys(model.get("files")).sort((a, b) => first(a) - first(b));
    if (!names.includes(file)) file = names[0];
    tabs.replaceChildren(...names.map((name) => element("button", {
      class: "dl-tab", type: "button", role: "tab", text: name, "aria-controls": `${id}-panel`,
      "aria-selected": String(name === file), tabindex: name === file ? "0" : "-1",
      on: { click: () => { file = name; draw(); } },
    })));
    editor.setAttribute("aria-label", `Text of ${file}`);
    panel.setAttribute("aria-label", file);
    const text = model.get("files")[file] ?? "";
    if (editor.value !== text) editor.value = text;
    editor.rows = Math.max(10, editor.value.split("\n").length + 1);
  }
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = [...tabs.children].map((tab) => tab.textContent);
    file = names[(names.indexOf(file) + step + names.length) % names.length];
    draw();
    tabs.querySelector('[aria-selected="true"]').focus();
    event.preventDefault();
  });
  function keep() {
    if (model.get("files")[file] === editor.value) return;
    model.set("files", { ...model.get("files"), [file]: editor.value });
    model.save_changes();
  }
  editor.addEventListener("input", keep);
  const node = element("div", { class: "dl-pane" }, tabs, panel);
  function send(message) {
    keep();
    model.send({ ...message, files: model.get("files") });
  }
  return { node, draw, keep, send };
}

// A table. `rows` are lists of cells; a cell is a text or a node; the first of a row is its heading. `kinds` are classes.
function table(caption, heads, rows, kinds = []) {
  const cell = (tag, content, more = {}) => (typeof content === "string"
    ? element(tag, { ...more, text: content }) : element(tag, more, content));
  return element("div", { class: "dl-scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "dl-key" }, element("caption", { text: caption }),
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col", text: head })))),
      element("tbody", {}, ...rows.map((row, n) => element("tr", { class: kinds[n] || "" },
        ...row.map((content, place) => (place ? cell("td", content) : cell("th", content, { scope: "row" }))))))));
}

// A picture that Python drew: as an image, so that nothing inside it can act.
function picture(svg, words) {
  return element("img", { class: "dl-picture", alt: words, src: `data:image/svg+xml,${encodeURIComponent(svg)}` });
}
