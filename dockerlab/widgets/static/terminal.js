// Terminal: the live rendering. It edits one line and sends it; the commands run in Python.
// `Xterm` stands above: the whole of xterm.js. What a learner wrote reaches the page through textContent only.

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const width = (text) => [...text].reduce((sum, c) => sum + (WIDE.test(c) ? 2 : 1), 0);
const prefix = (words) => words.reduce((a, b) => {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return a.slice(0, n);
});
const HINT = "Tab completes, ↑ and ↓ recall, Ctrl+C drops the line. Esc, then Tab leaves the terminal.";
const LEAVING = "Press Tab or Shift+Tab now to leave the terminal; any other key stays.";

function render({ model, el }) {
  const said = element("p", { class: "dl-summary", role: "status", "aria-live": "polite" });
  const screen = element("div", { class: "dl-screen", role: "group", "aria-label": "Terminal" });
  const hint = element("p", { class: "dl-hint", "aria-live": "polite", text: HINT });
  const graph = element("div", { class: "dl-graph", role: "region", tabindex: "0", "aria-label": "Layer graph" });
  const list = element("div", {});
  const button = (text, what, title) => {
    const node = element("button", { class: "dl-button", type: "button", text, title });
    node.addEventListener("click", () => { queue = []; ask({ do: what }); });
    return node;
  };
  el.classList.add("dl-root", "dl-terminal");
  const time = timeline("Time", (place) => { queue = []; ask({ do: "go", place }); });
  const wanted = element("section", { class: "dl-goal", hidden: true, "aria-label": "Goal" });
  el.append(
    element("div", { class: "dl-head" }, element("strong", { text: "Terminal" }),
      button("Undo", "undo", "Take the last command back"),
      button("Redo", "redo", "Do again what was undone"),
      button("Reset", "reset", "Go back to the start")),
    said, wanted,
    element("div", { class: "dl-panes" },
      element("div", {}, screen, hint, time.node),
      element("div", { class: "dl-made" },
        element("div", {}, element("h4", { text: "Images and their layers" }), graph),
        element("div", {}, element("h4", { text: "Containers" }), list))),
  );
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab's shortcuts would run the cell

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const term = new Xterm({
    convertEol: true, cols: 80, rows: 20, fontSize: 13, scrollback: 5000, minimumContrastRatio: 4.5,
    cursorBlink: !calm, smoothScrollDuration: 0, screenReaderMode: true,
    fontFamily: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
    linkHandler: { activate: () => {} }, // a link in a program's output leads nowhere
  });

  // -- the line --------------------------------------------------------------
  let line = []; // the characters that are being typed
  let at = 0;
  let row = 0; // the cursor's row within the line as it is drawn
  let shown = ""; // how much of the transcript is on the screen
  let busy = false;
  let queue = []; // keys that came while Python was at work
  let recalled = 0; // how far back in the history
  let draft = "";
  let leaving = false;

  const place = (text) => [Math.floor(width(text) / term.cols), width(text) % term.cols];

  function erase() {
    const up = row ? `\x1b[${row}A` : "";
    row = 0;
    return `${up}\r\x1b[J`;
  }

  function drawn() {
    const prompt = model.get("prompt");
    const before = prompt + line.slice(0, at).join("");
    const all = prompt + line.join("");
    const [endRow, endColumn] = place(all);
    const [toRow, toColumn] = place(before);
    row = toRow;
    const wrap = endColumn === 0 && all ? "\r\n" : ""; // the screen wraps only with the next character
    const up = endRow > toRow ? `\x1b[${endRow - toRow}A` : "";
    return `\x1b[1;32m${prompt}\x1b[0m${line.join("")}${wrap}${up}\r${toColumn ? `\x1b[${toColumn}C` : ""}`;
  }

  const redraw = () => term.write(erase() + drawn());

  function update() {
    const text = model.get("transcript");
    if (text.startsWith(shown)) term.write(erase() + text.slice(shown.length) + drawn());
    else repaint();
    shown = text;
  }

  function repaint() {
    shown = model.get("transcript");
    term.write(`\x1bc${shown}${drawn()}`); // the reset goes through the same queue as what is written
  }

  function setLine(text) {
    line = [...text];
    at = line.length;
    redraw();
  }

  function recall(step) {
    const history = model.get("history");
    const next = recalled + step;
    if (next < 0 || next > history.length) return;
    if (recalled === 0) draft = line.join("");
    recalled = next;
    setLine(next ? history[history.length - next] : draft);
  }

  function ask(message) {
    busy = true;
    model.send(message);
  }

  function enter() {
    const text = line.join("");
    term.write(erase() + drawn()); // the line as it was sent, until the transcript has it
    [line, at, recalled, draft] = [[], 0, 0, ""];
    ask({ do: "line", text });
  }

  function interrupt() {
    [line, at, recalled, draft, queue] = [[], 0, 0, "", []];
    ask({ do: "interrupt" });
  }

  function wordStart() {
    let n = at;
    while (n > 0 && line[n - 1] === " ") n -= 1;
    while (n > 0 && line[n - 1] !== " ") n -= 1;
    return n;
  }

  function cut(from, to) {
    line.splice(from, to - from);
    at = from;
    redraw();
  }

  function move(to) {
    at = Math.max(0, Math.min(line.length, to));
    redraw();
  }

  const KEYS = {
    "\r": enter, "\n": enter, "\x03": interrupt, "\t": () => ask({ do: "complete", text: line.slice(0, at).join("") }),
    "\x1b[A": () => recall(1), "\x1b[B": () => recall(-1), "\x10": () => recall(1), "\x0e": () => recall(-1),
    "\x1b[C": () => move(at + 1), "\x1b[D": () => move(at - 1), "\x06": () => move(at + 1), "\x02": () => move(at - 1),
    "\x1b[H": () => move(0), "\x1b[F": () => move(line.length), "\x01": () => move(0), "\x05": () => move(line.length),
    "\x7f": () => at && cut(at - 1, at), "\b": () => at && cut(at - 1, at), "\x1b[3~": () => at < line.length && cut(at, at + 1),
    "\x04": () => at < line.length && cut(at, at + 1),
    "\x15": () => cut(0, at), "\x0b": () => cut(at, line.length), "\x17": () => cut(wordStart(), at),
    "\x0c": () => { term.clear(); redraw(); },
  };
  const TOKEN = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^[O])|[^]/gu; // one escape sequence or one character

  function take(key) {
    if (KEYS[key]) KEYS[key]();
    else if (!/^[\x00-\x1f\x7f]/.test(key)) {
      line.splice(at, 0, key);
      at += 1;
      redraw();
    }
  }

  function work() {
    while (!busy && queue.length) take(queue.shift());
  }

  term.onData((data) => {
    const keys = data.replace(/\r\n/g, "\r").replace(/\x1bO([A-Z])/g, "\x1b[$1").match(TOKEN) || [];
    if (busy && keys.includes("\x03")) queue = [];
    queue.push(...keys);
    work();
  });

  function complete({ word, found }) {
    if (found.length) {
      const common = prefix(found);
      const only = found.length === 1 && !common.endsWith("/") ? " " : "";
      const more = [...common.slice(word.length) + only];
      if (more.length) {
        line.splice(at, 0, ...more);
        at += more.length;
      } else {
        const column = Math.min(term.cols, Math.max(...found.map(width)) + 2);
        const across = Math.max(1, Math.floor(term.cols / column));
        const rest = found.length > 60 ? [`… and ${found.length - 60} more`] : [];
        const cells = [...found.slice(0, 60), ...rest].map((name) => name + " ".repeat(Math.max(0, column - width(name))));
        const rows = [];
        while (cells.length) rows.push(cells.splice(0, across).join("").trimEnd());
        const whole = [line, at];
        at = line.length;
        const end = drawn();
        [line, at] = whole;
        term.write(`${erase()}${end}\r\n${rows.join("\r\n")}\r\n`);
        row = 0;
      }
    }
    busy = false;
    redraw();
    work();
  }

  // -- keys that are not for the line ----------------------------------------
  term.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return !(leaving && event.key === "Tab");
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      leave(true);
      return false;
    }
    if (event.key === "Shift") return true;
    const was = leaving;
    if (event.key !== "Tab") leave(false);
    if (event.key === "Tab" && (was || event.shiftKey)) return false; // the browser moves the focus
    if (control && event.key.toLowerCase() === "v") return false; // the browser pastes
    if (control && event.key.toLowerCase() === "c" && term.hasSelection()) return false; // the browser copies
    if (control && event.key === "Enter") return false;
    return true;
  });

  function leave(on) {
    leaving = on;
    hint.textContent = on ? LEAVING : HINT;
    hint.classList.toggle("dl-leaving", on);
  }
  screen.addEventListener("focusout", () => leave(false));

  // -- beside the prompt -------------------------------------------------------
  function drawGraph() {
    const picture = model.get("picture");
    const caption = model.get("caption");
    if (!picture) {
      const more = caption.startsWith("No ") ? " Build one, or docker pull busybox." : "";
      graph.replaceChildren(element("p", { text: caption + more }));
      return;
    }
    const image = element("img", { alt: `Layer graph. ${caption}`, src: `data:image/svg+xml,${encodeURIComponent(picture)}` });
    image.addEventListener("load", () => graph.style.setProperty("--dl-natural", `${image.naturalWidth}px`));
    graph.replaceChildren(image);
  }

  function drawContainers() {
    const all = model.get("containers");
    if (!all.length) {
      list.replaceChildren(element("p", { class: "dl-none", text: "None. docker run makes one." }));
      return;
    }
    list.replaceChildren(element("ul", { class: "dl-containers", tabindex: "0", "aria-label": "Containers" },
      ...all.map((one) => element("li", { class: one.running ? "dl-up" : "" },
        element("span", { text: one.status }), element("b", { text: one.name }),
        element("small", { text: `${one.image} · ${one.command}` })))));
  }

  function drawTime() {
    const moments = model.get("moments");
    const place = model.get("moment");
    time.show(place, moments.length - 1, place ? `${place} of ${moments.length - 1}: ${moments[place]}` : "At the start");
  }

  function drawGoal() {
    const left = model.get("left");
    wanted.hidden = left === null;
    if (left === null) return;
    const reached = left.length === 0;
    wanted.classList.toggle("dl-reached", reached);
    const image = model.get("goal_picture");
    const open = wanted.querySelector("details")?.open;
    wanted.replaceChildren(
      element("h4", { role: "status", text: reached ? "✔ The goal is reached." : `Goal: ${left.length} still to do` }),
      element("ul", {}, ...left.map((what) => element("li", { text: what }))),
      image && element("details", { open }, element("summary", { text: "The wanted images" }), picture(image, "The wanted images and their layers")));
  }

  function answer() {
    said.textContent = model.get("said");
    drawTime();
    drawGoal();
    drawContainers();
    update();
    busy = false;
    work();
  }

  function paint() {
    const style = getComputedStyle(screen);
    const colour = (name) => style.getPropertyValue(name).trim();
    term.options.theme = {
      background: style.backgroundColor, foreground: style.color, cursor: style.color, cursorAccent: style.backgroundColor,
      selectionBackground: colour("--dl-accent"), selectionForeground: style.backgroundColor,
      green: colour("--dl-green"), brightGreen: colour("--dl-green"), red: colour("--dl-bad"), brightRed: colour("--dl-bad"),
      yellow: colour("--dl-miss"), brightYellow: colour("--dl-miss"), blue: colour("--dl-accent"), brightBlue: colour("--dl-accent"),
    };
  }

  function fit() {
    const canvas = screen.querySelector(".xterm-screen");
    if (!canvas || !canvas.offsetWidth || !screen.clientWidth) return;
    const columns = Math.floor((screen.clientWidth - 32) / (canvas.offsetWidth / term.cols));
    const rows = Math.floor((screen.clientHeight - 16) / (canvas.offsetHeight / term.rows));
    if (columns < 10 || rows < 3 || (columns === term.cols && rows === term.rows)) return;
    term.resize(columns, rows);
    repaint();
  }

  const message = (content) => content.completed !== undefined && complete(content);
  const sizes = new ResizeObserver(fit);
  const themes = new MutationObserver(() => {
    paint();
    setTimeout(paint, 500); // a theme's style sheet may come after its name
  });
  function start() {
    if (!el.isConnected) {
      requestAnimationFrame(start);
      return;
    }
    term.open(screen);
    term.textarea.setAttribute("aria-label", "Type a command. Escape, then Tab leaves.");
    paint();
    repaint();
    sizes.observe(screen);
    requestAnimationFrame(fit);
  }
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  model.on("change:turn", answer);
  model.on("change:picture", drawGraph);
  model.on("msg:custom", message);
  said.textContent = model.get("said");
  drawGraph();
  drawContainers();
  drawTime();
  drawGoal();
  start();
  return () => {
    model.off("change:turn", answer);
    model.off("change:picture", drawGraph);
    model.off("msg:custom", message);
    sizes.disconnect();
    themes.disconnect();
    term.dispose();
  };
}

export default { render };
