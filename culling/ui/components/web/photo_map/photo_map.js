// Photos on a map: gone through by pointer or keys, selected by a loop or a box, marked, and grouped at a distance that is
// dragged. The browser shows everything at once; Python hears of it a moment later, once, by numbered acts.
const ACT_AGAIN_MS = 2000; // when no answer came
const CLICK_REACH = 14;
const views = new WeakMap();

class PhotoMap extends Told {
  constructor(root) {
    super(root);
    this.acts = [];
    this.last = 0;
    this.marks = new Marks();
    this.joining = new Joining(root.querySelector(".joining"), {
      moved: (distance) => this.movedTo(distance),
      settled: (distance) => this.tell("distance", distance),
    });
    this.hand = new Hand(this.stage, {
      line: (line, how) => this.lasso(line, how),
      click: (place, how) => this.clicked(place, how),
      hover: (place) => this.hover(place),
      leave: () => this.hover(null),
      pan: (x, y) => this.look(() => this.space.pan(x, y)),
      zoom: (factor, x, y) => this.look(() => this.space.zoom(factor, x, y)),
      drawing: (line) => { this.line = line; if (this.data) this.paintOver(); },
    });
    listenToKeys(this);
    this.listen();
  }

  listen() {
    for (const button of this.root.querySelectorAll("button[data-tool], button[data-act]")) {
      button.onclick = () => this.perform(button.dataset.tool ?? button.dataset.act);
    }
    this.sizes = new ResizeObserver(() => {
      this.space.resize(this.stage.clientWidth, this.stage.clientHeight);
      if (this.data?.frame) this.lay(this.points, true);
      this.joining.draw();
      this.draw();
    });
    this.sizes.observe(this.stage);
    this.stage.addEventListener("focus", () => { if (this.data && this.stage.matches(":focus-visible")) this.arrive(); });
    this.fitted = () => this.fit();
    window.addEventListener("resize", this.fitted);
    this.leaving = () => this.marks.flush();
    window.addEventListener("pagehide", this.leaving);
  }

  // -- what a person does -------------------------------------------------------------------------------------------

  perform(action) {
    if (!this.data) return;
    if (Object.hasOwn(MAP_MARKS, action)) this.mark(MAP_MARKS[action]);
    else MAP_ACTIONS[action](this);
  }

  lasso(line, how) {
    const rows = this.space.inside(line);
    this.change(how, rows);
  }

  clicked(place, how) {
    const row = this.space.nearest(...place, CLICK_REACH);
    if (row < 0) return;
    this.cursor = row;
    if (how !== "set") this.change(how, [row]);
    else this.like(row);
  }

  like(row) {
    if (!this.space.has(row)) return this.say("Choose a photo first: the arrow keys go to one.");
    if (this.data.frame) return this.tell("open", row);
    this.tell("like", row);
    this.data = { ...this.data, like: row };
    this.draw();
    return this.say(`More like ${this.nameOf(row)}.`);
  }

  change(how, rows) {
    if (how === "set") this.selected.fill(0);
    for (const row of rows) this.selected[row] = how === "take" ? 0 : 1;
    this.chosen = this.selected.reduce((sum, one) => sum + one, 0);
    this.retier();
    this.showChosen();
    this.say(this.chosen ? `K M R P C mark ${this.chosen > 1 ? `all ${counted(this.chosen)}` : "it"}, Esc selects nothing.` : "Nothing is selected.");
    this.tell("select", packBits(this.selected));
  }

  toggle(row) {
    if (!this.space.has(row)) return this.say("Choose a photo first: the arrow keys go to one.");
    return this.change(this.selected[row] ? "take" : "add", [row]);
  }

  selectAll() {
    this.change("set", Array.from({ length: this.count }, (_, row) => row).filter((row) => this.space.has(row)));
  }

  mark(code) {
    if (looksOnly(this.data, (words) => this.say(words))) return;
    const chosen = [...this.selected.keys()].filter((row) => this.selected[row]);
    const rows = chosen.length ? chosen : this.space.has(this.cursor) ? [this.cursor] : [];
    if (!rows.length) return this.say("Nothing is selected.");
    this.marks.mark(rows, code);
    this.recolour();
    const whose = rows.length === 1 ? this.nameOf(rows[0]) : `${counted(rows.length)} photos`;
    return this.say(`${whose}: ${code ? `marked ${MARKS[code]}` : "marks cleared"}. U undoes it.`);
  }

  undo() {
    if (looksOnly(this.data, (words) => this.say(words))) return;
    if (!this.marks.steps.length && !this.data.can_undo) return this.say("Nothing to undo.");
    const rows = this.marks.undo();
    this.recolour();
    return this.say(rows.length > 1 ? `Undone: the marks of ${counted(rows.length)} photos.` : "Undone: the last mark.");
  }

  // -- where one is -------------------------------------------------------------------------------------------------

  step(way) {
    if (!this.space.has(this.cursor)) return this.arrive();
    const next = this.space.toward(this.cursor, way);
    if (next < 0) return this.say("No photo lies farther in this direction.");
    return this.arrive(next);
  }

  // At a photo by keys: the one before, or the one in the middle.
  arrive(row = this.cursor) {
    const at = this.space.has(row) ? row : this.space.nearest(this.space.width / 2, this.space.height / 2);
    if (at < 0) return;
    this.cursor = at;
    this.space.reveal(at);
    this.showCard(at);
    this.draw();
    const { name, lines, said } = this.describe(at);
    this.say([name, said, ...lines, this.selected[at] ? "selected" : ""].filter(Boolean).join(", "));
  }

  hover(place) {
    const row = place && this.data ? this.space.nearest(...place, CLICK_REACH) : -1;
    if (row === this.under && row >= 0) return;
    const changed = row !== this.under;
    this.under = row;
    if (row >= 0) this.showCard(row);
    else this.card.hide();
    if (changed && this.data) this.paintOver();
  }

  showCard(row) {
    this.card.show(this.describe(row), this.space.onScreen(row), this.space);
  }

  describe(row) {
    const mark = this.marks.codes[row];
    const verdict = this.verdictOf(row);
    const number = this.numbers[row];
    const groups = [number < 0 ? "in no group" : `group ${counted(number)}${this.keepers?.[row] ? ", its keeper" : ""}`];
    const { colour, frame } = this.data;
    const lines = frame ? this.measures.map((values, at) => measured(at ? frame.y : frame.x, values[row])) : groups;
    if (this.values) lines.push(`${colour.name} ${Number.isNaN(this.values[row]) ? "not measured" : `${brief(this.values[row])} ${colour.unit}`.trim()}`);
    if (this.codes) lines.push(`${colour.name}: ${colour.words[this.codes[row]] ?? "not known"}`);
    const said = mark ? `marked ${MARKS[mark]}` : `${VERDICTS[verdict]} by the policy`;
    return { row, picture: this.rows.picture("thumb", row), name: this.nameOf(row), verdict: VERDICTS[verdict], letter: mark === 1 ? "★" : LETTERS[verdict], lines, said };
  }

  nameOf(row) {
    return this.names[row]?.split("/").at(-1) ?? `photo ${row + 1}`;
  }

  look(change) {
    if (!this.data) return;
    change();
    this.hover(null);
    this.draw();
  }

  use(tool) {
    this.hand.tool = tool;
    this.stage.classList.toggle("move", tool === "move");
    for (const button of this.root.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
  }

  // -- words --------------------------------------------------------------------------------------------------------

  say(words) {
    this.root.querySelector(".said").textContent = words;
  }

  showChosen() {
    this.root.querySelector(".chosen").textContent = this.chosen ? `${counted(this.chosen)} selected` : "";
  }

  // What a click and the keys do here.
  showUse() {
    const click = this.data.frame ? "the photo, large" : "more like this photo";
    this.root.querySelector(".help dl").replaceChildren(...helpParts(click));
    const enter = this.data.frame ? "Enter shows it large" : "Enter shows more like it";
    this.stage.setAttribute("aria-label", `Map of photos: arrows go from photo to photo, ${enter}, Space selects it, K M R P C mark what is selected`);
  }

  showLegend() {
    this.root.querySelector(".legend").replaceChildren(...legendParts(this));
  }

  movedTo(distance) {
    const start = performance.now();
    this.regroup(distance);
    this.joining.say(countGroups(this.numbers));
    performance.measure("culling-map-regroup", { start, end: performance.now() });
    this.recolour();
  }

  // -- to Python ----------------------------------------------------------------------------------------------------

  // Of acts of one kind the last one counts; each is sent again until Python has heard it.
  tell(what, value) {
    this.last = nextNumber(this.last, this.data.done);
    this.acts = [...this.acts.filter(([, kind]) => kind !== what), [this.last, what, this.data.sheet, value]];
    this.send(this.acts);
    this.insist();
  }

  insist() {
    clearTimeout(this.again);
    if (!this.acts.length) return;
    this.again = setTimeout(() => {
      this.send([...this.acts, [Date.now()]]); // the same again would be no news, so the time is added
      this.insist();
    }, ACT_AGAIN_MS);
  }

  destroy() {
    this.joining.settle();
    clearTimeout(this.again);
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.moving);
    window.removeEventListener("resize", this.fitted);
    window.removeEventListener("pagehide", this.leaving);
    this.sizes.disconnect();
    this.marks.destroy();
  }
}

const MAP_ACTIONS = {
  undo: (view) => view.undo(),
  loop: (view) => view.use("loop"),
  box: (view) => view.use("box"),
  move: (view) => view.use("move"),
  like: (view) => view.like(view.cursor),
  back: (view) => (view.line ? view.hand.giveUp() : view.chosen ? view.change("set", []) : undefined),
  zoomIn: (view) => view.look(() => view.space.zoom(1.5)),
  zoomOut: (view) => view.look(() => view.space.zoom(1 / 1.5)),
  fit: (view) => view.look(() => view.space.fit()),
  pictures: (view) => {
    view.pictured = !view.pictured;
    view.root.querySelector("[data-act=pictures]").setAttribute("aria-pressed", String(view.pictured));
    view.draw();
  },
  help: ({ root }) => {
    const help = root.querySelector(".help");
    help.hidden = !help.hidden;
    root.querySelector("[data-act=help]").setAttribute("aria-expanded", String(!help.hidden));
  },
};

function measured({ metric, unit }, value) {
  return `${metric} ${Number.isNaN(value) ? "not measured" : `${brief(value)} ${unit}`.trim()}`;
}

// Eight rows a byte, the first in the lowest bit, as base64.
function packBits(flags) {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (let row = 0; row < flags.length; row += 1) if (flags[row]) bytes[row >> 3] |= 1 << (row & 7);
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".map");
  const view = views.get(root) ?? new PhotoMap(root);
  views.set(root, view);
  view.send = (acts) => setStateValue("acts", acts);
  view.marks.send = (waiting) => setStateValue("presses", waiting);
  view.take(data);
  return () => {
    view.destroy();
    views.delete(root);
  };
}
