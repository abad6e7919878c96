// Kernel line: the live rendering. Cards above a bar; the controls choose the kernel and the question.

function render({ model, el }) {
  const kernel = element("select", { class: "dl-choice", on: { change: () => model.send({ do: "boot", kernel: kernel.value }) } });
  const ask = prompt("Run in every container", "ls /", "Run", (text) => model.send({ do: "ask", text }));
  const add = prompt("Add an image", "nginx:alpine", "Add", (image) => model.send({ do: "add", image }));
  const page = frame(el, "Kernel line", element("label", { class: "dl-which" }, "The host's kernel ", kernel), add);
  const host = element("div", { class: "dl-cards", role: "list", "aria-label": "Images on the host" });
  const line = element("div", { class: "dl-kernel" });
  const vm = element("div", { class: "dl-cards", role: "list", "aria-label": "Images in the virtual machine" });
  const vmLine = element("div", { class: "dl-kernel dl-kernel-vm" });
  const asked = element("p", { class: "dl-hint", text: "Kernel files: how many files an image has in /boot and /lib/modules, where a kernel and its modules would be." });
  el.append(page.status, page.error, ask,
    element("div", { class: "dl-hosts" },
      element("section", { class: "dl-host", "aria-label": "The host" }, host, line),
      element("section", { class: "dl-host dl-vm", "aria-label": "A virtual machine" }, element("h4", { text: "A virtual machine" }), vm, vmLine)),
    element("div", { class: "dl-iron", text: "The machine: processor, memory, disks" }), asked);

  function prompt(label, example, word, act) {
    const field = element("input", { class: "dl-field", type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
      placeholder: example, size: "14" });
    const form = element("form", { class: "dl-ask" }, element("label", {}, `${label} `, field), element("button", { class: "dl-button", type: "submit", text: word }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(field.value);
    });
    return form;
  }

  function card(one) {
    const fact = (name, value, kind = "") => element("div", { class: `dl-fact ${kind}` }, element("small", { text: name }), " ", element("code", { text: value }));
    const { question } = model.get("trace");
    const node = element("div", { class: "dl-card", role: "listitem" }, element("b", { text: one.name }),
      fact("/etc/os-release", one.os), fact("rootfs", one.files), fact("C library", one.libc),
      fact("kernel files", one.kernel_files ? String(one.kernel_files) : "none"),
      fact("uname -r", one.uname, /^\d/.test(one.uname) ? "dl-from-kernel" : "dl-cannot"));
    if (one.answer) node.append(element("pre", { class: "dl-output", tabindex: "0", "aria-label": `${question} in ${one.name}`, text: one.answer }));
    return node;
  }

  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const bar = (words, release) => [element("span", { text: words }), " ", element("code", { text: release })];

  function draw() {
    const trace = model.get("trace");
    if (!trace.host) return;
    const { cards, kernel: release } = trace.host;
    page.say(trace.changed || `${counted(cards.length, "image")}, ${counted(cards.length, "root filesystem")}, one kernel.`);
    host.replaceChildren(...cards.map(card));
    line.replaceChildren(...bar("▬ One kernel for all containers:", release));
    vm.replaceChildren(...trace.vm.cards.map(card));
    vmLine.replaceChildren(...bar("▬ The VM's own kernel:", trace.vm.kernel));
    const names = model.get("kernels");
    const known = Object.keys(names).includes(release) ? Object.entries(names) : [[release, "this host"], ...Object.entries(names)];
    if ([...kernel.options].map((option) => option.value).join() !== known.map(([value]) => value).join()) {
      kernel.replaceChildren(...known.map(([value, name]) => element("option", { value, text: `${value} (${name})` })));
    }
    if (kernel.value !== release) kernel.value = release;
  }

  return follow(model, [
    ["trace kernels", draw],
    ["error", () => page.fail(model.get("error"))],
  ]);
}

export default { render };
