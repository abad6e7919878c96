// Layer ledger: the live rendering. It draws `blocks`, `rows` and `bars`, and sends what the learner asks for.

function render({ model, el }) {
  const page = frame(el, "Layer ledger", button("Undo", () => model.send({ do: "undo" }), { class: "dl-button dl-last" }));
  const board = element("div", {
    class: "dl-forest", role: "listbox", tabindex: "0", "aria-label": "Layers, and the images that stand on them",
    on: { keydown: move },
  });
  const bill = element("div", {});
  const sums = element("div", { class: "dl-sums" });
  const bars = element("div", { class: "dl-bars" });
  const count = element("input", {
    type: "range", min: "1", max: "100", step: "1", id: `${page.id}-count`,
    on: { input: () => model.send({ do: "count", count: Number(count.value) }) },
  });
  const counted = element("span", { class: "dl-counted", "aria-hidden": "true" }); // the slider itself says it
  const name = element("input", {
    class: "dl-field", type: "text", id: `${page.id}-name`, spellcheck: "false", autocomplete: "off", maxlength: "200",
    placeholder: "nginx",
    on: { keydown: (event) => { if (event.key === "Enter") ask("ask"); } },
  });
  const answer = element("div", { "aria-live": "polite" });
  const did = element("pre", { class: "dl-output", hidden: true });
  el.append(
    page.status, page.error,
    element("div", { class: "dl-forest-frame" }, board),
    element("p", { class: "dl-hint", text: "Choose a block, with the mouse or the arrow keys: who goes with it is marked ●." }),
    element("div", { class: "dl-panes dl-ledger" },
      element("section", { class: "dl-pane", "aria-label": "The bill" }, bill, sums, bars,
        element("label", { class: "dl-row", for: count.id }, "Containers of each image, all files read: ", count, counted)),
      element("section", { class: "dl-pane", "aria-label": "Pulling" },
        element("label", { for: name.id, text: "What would docker pull fetch?" }),
        element("div", { class: "dl-row" }, name, button("Ask", () => ask("ask")), button("Pull", () => ask("pull"))),
        answer, did)),
  );

  const blocks = () => model.get("blocks");
  const chosen = () => blocks().find((block) => block.id === model.get("chosen"));

  function ask(what) {
    model.send({ do: what, name: name.value.trim() || name.placeholder });
  }

  function choose(block) {
    if (!block) return;
    model.set("chosen", block.id);
    model.save_changes();
    board.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }

  function goes(block, other) { // does `other` light up when `block` is chosen?
    if (block.kind === "image") return block.layers.includes(other.id);
    return other.kind === "image" && other.layers.includes(block.id);
  }

  const covers = (block, column) => block.column <= column && column < block.column + block.span;

  function move(event) {
    const here = chosen();
    const all = blocks();
    const step = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!step || !all.length) return;
    event.preventDefault();
    if (!here) return choose(all[0]);
    const [across, up] = step;
    if (up) return choose(all.find((block) => block.row === here.row + up && covers(block, here.column)));
    const column = across > 0 ? here.column + here.span : here.column - 1;
    const beside = all.filter((block) => covers(block, column));
    choose(beside.sort((a, b) => Math.abs(a.row - here.row) - Math.abs(b.row - here.row))[0]);
  }

  function words(block) {
    if (block.kind === "image") return `Image ${block.name}, ${block.size}: it stands on ${block.layers.length} layers.`;
    const who = block.images.length > 1 ? `shared by ${block.images.length} images` : "used by one image only";
    return `Layer ${block.name}, ${block.size}, ${who}: ${block.images.join(", ")}.`;
  }

  function drawBoard() {
    const here = chosen();
    const top = Math.max(1, ...blocks().map((block) => block.row));
    const columns = Math.max(1, ...blocks().map((block) => block.column + block.span - 1));
    board.style.gridTemplateColumns = `repeat(${columns}, minmax(9.5em, 1fr))`;
    board.replaceChildren(...blocks().map((block, n) => {
      const lit = here && (block === here || goes(here, block));
      const shared = block.kind === "layer" && block.images.length > 1;
      const node = element("div", {
        class: `dl-block dl-block-${block.kind} ${shared ? "dl-shared" : ""} ${here ? (lit ? "dl-lit" : "dl-dim") : ""}`,
        role: "option", id: `${page.id}-block-${n}`, "aria-selected": String(block === here), title: block.text,
        "aria-label": words(block), on: { click: () => choose(block) },
      },
      element("span", { class: "dl-block-name" }, lit ? "● " : "", block.kind === "image" ? block.name : block.text),
      element("small", { text: `${block.size} · ${block.kind === "image" ? block.text
        : shared ? `shared by ${block.images.length} images` : "one image only"}` }));
      node.style.gridRow = String(top - block.row + 1);
      node.style.gridColumn = `${block.column} / span ${block.span}`;
      if (block === here) board.setAttribute("aria-activedescendant", node.id);
      return node;
    }));
    page.say(here ? words(here) : model.get("totals")[0] ? `${model.get("totals")[0]}.` : "No images here yet.");
  }

  function drawBill() {
    const rows = model.get("rows").map(([image, whole, shared, own, frees, id, kept]) => [
      image, whole, shared, own,
      element("span", {}, `${frees} `, element("button", {
        class: "dl-button dl-small", type: "button", text: "rmi", "aria-label": `docker rmi ${image}`,
        on: { click: () => model.send({ do: "remove", image: id }) },
      }), kept ? element("small", { text: kept }) : ""),
    ]);
    bill.replaceChildren(table("What each image costs, in bytes of files", ["image", "SIZE", "shared", "own", "docker rmi frees"], rows));
    sums.replaceChildren(...model.get("totals").map((text) => element("p", { text })));
    const widest = (n) => Math.max(1, ...model.get("bars").slice(n, n + 2).map((bar) => bar[1]));
    bars.replaceChildren(...model.get("bars").map(([label, bytes, text], n) => {
      const fill = element("span", { class: `dl-fill ${n % 2 ? "dl-real" : ""}` });
      fill.style.width = `${Math.max(0.5, (bytes / widest(n - (n % 2))) * 100)}%`;
      return element("div", { class: "dl-cost" }, element("span", { class: "dl-bar-name", text: label }),
        element("span", { class: "dl-track" }, fill), element("span", { class: "dl-bytes", text }));
    }));
    count.value = String(model.get("count"));
    counted.textContent = ` ${model.get("count")}`;
  }

  function drawPull() {
    const { words: told, layers } = model.get("pull");
    answer.replaceChildren(...(told ? [element("p", { text: told }),
      element("ul", { class: "dl-list" }, ...layers.map(([text, digest]) => element("li", {}, `${text} `,
        element("code", { text: digest.slice(7, 19) }))))] : []));
    did.hidden = !model.get("did");
    did.textContent = model.get("did");
  }

  return follow(model, [
    ["blocks chosen totals", drawBoard],
    ["rows bars count totals", drawBill],
    ["pull did", drawPull],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
