// One photo alone in the whole window, keys that say keep or reject, the next photo at once.
const BLIND_KEYS = {
  k: "keep", r: "reject", s: "skip", ArrowRight: "skip", u: "undo", ArrowLeft: "undo", z: "zoom", " ": "zoom",
  f: "leave", Escape: "leave", Enter: "end",
};
const BLIND_SAID = { keep: ["K", "keep"], reject: ["R", "reject"], skip: ["", "skipped"] };
const BLIND_PAN = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] }; // px
const BLIND_AHEAD = 3; // photos that are fetched and decoded beforehand
const BLIND_LATE_MS = 4000; // without an answer a person is told that labels are not saved yet
const BLIND_BACK = ".st-key-audit_blind_start button, .st-key-audit_next_start button"; // where labelling is begun
const BLIND_PART = ".st-key-audit_part button[aria-checked=true]"; // where there is nothing left to label
const BLIND_BACK_MS = 3000; // the page is drawn anew by then
const blinds = new WeakMap();

// After the photos the keyboard is where it was begun, not nowhere; unless the person went elsewhere meanwhile.
function focusStart(until = performance.now() + BLIND_BACK_MS) {
  if (document.querySelector("dialog[open], [role=dialog]") || (document.activeElement && document.activeElement !== document.body)) return;
  const start = [...document.querySelectorAll(BLIND_BACK)].find((button) => button.checkVisibility() && !button.closest("[data-stale=true]"));
  if (start) start.focus({ preventScroll: true });
  else if (performance.now() < until) setTimeout(() => focusStart(until), 100);
  else document.querySelector(BLIND_PART)?.focus({ preventScroll: true });
}

class Blind {
  constructor(root) {
    this.root = root;
    this.book = new BlindBook();
    this.part = (name) => root.querySelector(`.${name}`);
    this.loupe = makeLoupe(this.part("stage"));
    this.fetched = new Map(); // pictures by address, decoded
    this.eyes = new MutationObserver(() => this.look());
    this.eyes.observe(this.part("stage"), { subtree: true, childList: true, attributeFilter: ["class"] });
    this.root.addEventListener("cancel", (event) => { event.preventDefault(); this.perform("leave"); });
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.heard = (event) => this.key(event);
    window.addEventListener("keydown", this.heard, true);
    this.leaving = () => this.book.flush();
    window.addEventListener("pagehide", this.leaving);
    this.clock = setInterval(() => this.late(), 1000);
  }

  // -- what Python says ------------------------------------------------------------------------------------------------

  take(data) {
    if (this.data?.draw !== data.draw) this.begun = false;
    this.data = data;
    this.rows = unpack(data.rows, Uint32Array);
    this.sizes = unpack(data.sizes, Uint32Array);
    this.book.take(data);
    if (!this.root.open) this.open();
    if (!this.begun) this.say("← goes back, → skips, the space bar zooms. Every label is saved at once.");
    this.begun = true;
    if (data.problem) this.say(`Not saved: ${data.problem}`);
    this.draw();
  }

  open() {
    this.root.showModal();
    this.root.focus({ preventScroll: true }); // not a button: a space would press it
  }

  // -- what a person does ----------------------------------------------------------------------------------------------

  key(event) {
    if (!this.root.open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const key = keyName(event);
    const pan = event.shiftKey && Object.hasOwn(BLIND_PAN, key);
    const onButton = /^(Enter| )$/.test(key) && event.composedPath()[0].closest?.("button");
    if (onButton || (!pan && !Object.hasOwn(BLIND_KEYS, key))) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // R and C are Streamlit's own as well
    if (pan) this.loupe.pan(...BLIND_PAN[key]);
    else if (!event.repeat) this.perform(BLIND_KEYS[key]);
  }

  clicked(event) {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    this.root.focus({ preventScroll: true }); // else the next space presses the button again
    this.perform(button.dataset.act);
  }

  perform(act) {
    if (act === "zoom") return this.loupe.zoom("toggle");
    if (act === "end") return this.book.queue.length ? undefined : this.leave();
    if (act === "leave") return this.leave();
    if (act === "undo") return this.undo();
    return this.answer(act);
  }

  // What nobody has seen yet has no label.
  answer(act) {
    const { book } = this;
    if (book.current === undefined) return this.say("All are labelled.");
    if (act === "skip" && book.queue.length === 1) return this.say("This is the last one.");
    if (act !== "skip" && !this.seen()) return this.say("This photo is still on its way.");
    book.press(act, book.current);
    this.say("");
    return this.draw();
  }

  undo() {
    const step = this.book.steps.at(-1);
    if (!step) return this.say("Nothing to undo.");
    this.book.press("undo", step[0]);
    this.say(step[1] === "skip" ? "Back at the photo that was skipped." : "Taken back: say it anew.");
    return this.draw();
  }

  leave() {
    this.book.press("leave");
    this.root.close();
  }

  // -- what is seen ----------------------------------------------------------------------------------------------------

  picture(item) {
    const address = (kind) => `${this.data.address}/picture/${kind}/${this.rows[item]}`;
    const [width, height] = this.sizes.subarray(2 * item, 2 * item + 2);
    return { key: item, alt: "Photo to label", preview: address("preview"), full: address("full"), width, height };
  }

  seen() {
    const shown = this.part("stage").querySelector(".loupe-pane:not(.loupe-none) .loupe-layer img")?.getAttribute("src");
    const { preview, full } = this.picture(this.book.current);
    return shown === preview || shown === full;
  }

  // Which item is seen, for those who wait for it; none while its picture is on its way.
  look() {
    this.root.dataset.seen = this.book.current !== undefined && this.seen() ? this.book.current : "";
  }

  draw() {
    const { queue, steps } = this.book;
    const done = this.data.total - queue.length;
    this.part("place").textContent = queue.length ? `${done + 1} of ${this.data.total}` : `${this.data.total} of ${this.data.total}`;
    this.part("progress").style.setProperty("--done", this.data.total ? done / this.data.total : 1);
    this.part("progress").setAttribute("aria-valuemax", this.data.total);
    this.part("progress").setAttribute("aria-valuenow", done);
    this.tellLast(steps.at(-1));
    for (const button of this.root.querySelectorAll(".acts [data-act]")) {
      const needed = button.dataset.act === "undo" ? steps.length : queue.length - (button.dataset.act === "skip" ? 1 : 0);
      button.disabled = needed < 1;
    }
    this.part("stage").hidden = !queue.length;
    this.part("done").hidden = queue.length > 0;
    this.root.querySelector(".done p").textContent = `All ${this.data.total.toLocaleString("en")} are labelled. Thank you.`;
    if (queue.length) this.show(queue[0]);
    else this.shown = undefined;
    this.look();
  }

  show(item) {
    if (this.shown !== item) this.loupe.zoom("fit"); // each photo is seen whole at first
    this.shown = item;
    this.loupe.show([this.picture(item)]);
    this.ahead(this.book.queue.slice(1, 1 + BLIND_AHEAD));
  }

  // What was shown stays a while as well, for undo.
  ahead(items) {
    for (const { preview } of items.map((item) => this.picture(item))) {
      if (this.fetched.has(preview)) continue;
      const image = new Image();
      image.src = preview;
      image.decode().catch(() => this.fetched.delete(preview));
      this.fetched.set(preview, image);
    }
    for (const address of [...this.fetched.keys()].slice(0, -4 * BLIND_AHEAD)) this.fetched.delete(address);
  }

  tellLast(step) {
    const [letter, word] = step ? BLIND_SAID[step[1]] : ["", ""];
    const badge = document.createElement("b");
    badge.className = word;
    badge.textContent = letter;
    this.part("last").replaceChildren(...(step ? ["last: ", ...(letter ? [badge] : []), ` ${word}`] : []));
  }

  say(text) {
    this.part("said").textContent = text;
  }

  late() {
    const { waiting } = this.book;
    const isLate = waiting.length > 0 && Date.now() - waiting[0][0] > BLIND_LATE_MS;
    const text = isLate ? `Not saved yet: ${waiting.length}` : "";
    if (this.part("late").textContent !== text) this.part("late").textContent = text;
  }

  destroy() {
    window.removeEventListener("keydown", this.heard, true);
    window.removeEventListener("pagehide", this.leaving);
    clearInterval(this.clock);
    this.eyes.disconnect();
    this.book.destroy();
    this.loupe.destroy();
    if (this.root.open) this.root.close();
    setTimeout(focusStart, 100);
  }
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".blind");
  const blind = blinds.get(root) ?? new Blind(root);
  blinds.set(root, blind);
  blind.book.send = (waiting) => setStateValue("presses", waiting);
  blind.take(data);
  return () => {
    blind.destroy();
    blinds.delete(root);
  };
}
