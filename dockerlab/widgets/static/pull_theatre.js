// Pull theatre: the live rendering. It draws one moment of `trace`; the slider chooses which.

function render({ model, el }) {
  const line = element("input", { class: "dl-field", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    "aria-label": "Image to pull", placeholder: "python:3.12-slim", size: "26" });
  const offers = element("datalist", {});
  const form = element("form", { class: "dl-pull" }, element("code", { text: "docker pull", "aria-hidden": "true" }), line, offers,
    element("button", { class: "dl-button dl-primary", type: "submit", text: "Pull" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim()) model.send({ do: "pull", reference: line.value });
  });
  const which = element("select", { class: "dl-choice", on: { change: () => model.send({ do: "look", pull: Number(which.value) }) } });
  const clear = button("Remove all images", () => model.send({ do: "clear" }));
  const page = frame(el, "Pull theatre", form, element("label", { class: "dl-which" }, "Show ", which), clear);
  offers.id = `${page.id}-offers`;
  line.setAttribute("list", offers.id);

  const slider = timeline("Moment", go);
  const play = player(900, () => {
    const last = moments().length - 1;
    go(place() < last ? place() + 1 : 0);
    return place() < last;
  });
  slider.node.append(play.node);
  const summary = element("p", { class: "dl-told-pull" });
  const request = element("code", { class: "dl-request" });
  const heads = element("div", { class: "dl-stage-heads", "aria-hidden": "true" });
  const stage = chooser("Name, manifest, configuration and layers", page.id, row, drawHashes);
  stage.node.classList.add("dl-stage");
  const received = element("b", {});
  const onDisk = element("b", {});
  const meters = element("p", { class: "dl-meters" }, "Came over the wire: ", received, " · files of this image on disk: ", onDisk);
  const printed = element("pre", { class: "dl-output", "aria-label": "What docker pull has printed", tabindex: "0" });
  const machine = element("p", { class: "dl-hint" });
  const detail = element("section", { class: "dl-detail", "aria-label": "The hashes of the chosen row" });
  el.append(page.error, summary, slider.node, page.status, element("p", { class: "dl-asked" }, request), heads, stage.node, meters,
    element("div", { class: "dl-pull-below" }, printed, detail), machine,
    element("p", { class: "dl-hint", text: "The lab's registry keeps plain tars for one platform, so its digest of a layer is the DiffID. "
      + "Docker Hub keeps them compressed, and answers first with an index: a list of manifests, one for each platform." }));

  const moments = () => model.get("trace").moments || [];
  const place = () => Math.min(Math.max(model.get("place"), 0), moments().length - 1);

  function go(n) {
    model.set("place", n);
    model.save_changes();
  }

  function row(item, n) {
    const { way, full, here, state } = moments()[place()].cells[n];
    const bar = element("span", { class: "dl-bar", "aria-hidden": "true" }, element("span", { class: "dl-bar-full" }));
    bar.firstChild.style.width = `${full}%`;
    return { kind: `dl-thing dl-thing-${item.kind} dl-is-${state}`, children: [
      element("span", { class: "dl-there" }, element("b", { text: item.title }), " ", element("code", { text: item.there }), ` ${item.size}`,
        item.text ? element("small", { text: item.text }) : null),
      element("span", { class: "dl-way" }, way || "–", full ? bar : null),
      element("span", { class: `dl-here${here ? "" : " dl-nothing"}`, text: here || "not here" })] };
  }

  function draw() {
    const trace = model.get("trace");
    if (!moments().length) return;
    const moment = moments()[place()];
    summary.textContent = `docker pull ${trace.reference}: ${trace.summary}`;
    slider.show(place(), moments().length - 1, `Moment ${place()} of ${moments().length - 1}`);
    page.say(moment.words);
    request.textContent = moment.request;
    heads.replaceChildren(element("span", { text: `Registry ${trace.registry}` }), element("span", { text: "On the way" }),
      element("span", { text: "This machine" }));
    const first = trace.rows.findIndex((item) => item.kind === "layer");
    const keep = stage.chosen >= 0 && stage.chosen < trace.rows.length ? stage.chosen : Math.max(first, 0);
    stage.draw(trace.rows, keep);
    drawHashes(keep);
    received.textContent = moment.received;
    onDisk.textContent = moment.on_disk;
    printed.textContent = moments().slice(0, place() + 1).flatMap((one) => one.printed).join("\n") || "(nothing printed yet)";
    printed.scrollTop = printed.scrollHeight;
  }

  function drawHashes(n) {
    const item = model.get("trace").rows[n];
    const found = model.get("trace").hashes[n] || [];
    if (!found.length) {
      detail.replaceChildren(element("p", { text: "A tag is no hash. It is a name that the registry may give to another manifest tomorrow." }));
      return;
    }
    const code = (text) => element("code", { text });
    detail.replaceChildren(table(`${item.title}: which hash is the SHA-256 of what`, ["hash", "of", "value", "where you meet it"],
      found.map((one) => [one.name, element("span", {}, one.of, element("small", {}, code(one.begins))), code(one.digest), one.where])));
  }

  function drawLists() {
    which.replaceChildren(...model.get("pulls").map((name, n) => element("option", { value: String(n), text: `${n + 1}. ${name}` })));
    which.value = String(model.get("which"));
    offers.replaceChildren(...model.get("offers").map((name) => element("option", { value: name })));
    machine.textContent = model.get("machine");
  }

  const leave = follow(model, [
    ["trace place", draw],
    ["pulls which offers machine", drawLists],
    ["error", () => page.fail(model.get("error"))],
  ]);
  return () => { play.stop(); leave(); };
}

export default { render };
