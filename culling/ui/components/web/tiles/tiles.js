// Tiles keep their elements from one run to the next, so that a moving cutoff does not make pictures flash. One of them
// is in the tab order; arrows lead to the others.
const known = new WeakMap();
const SEEN_MS = 3500;
const TURN_MS = 150;
const DIALOG_TURNS = 60; // as long as a dialog may take to come
const MARK_KEYS = { k: "keep", m: "maybe", r: "reject", p: "must-have", c: null };

class Tiles {
  constructor(root) {
    this.list = root.querySelector(".list");
    this.said = root.querySelector(".said");
    this.empty = root.querySelector(".empty");
    this.tiles = new Map();
    this.presses = new Presses();
    this.current = null;
    this.list.onkeydown = (event) => this.key(event);
    this.list.addEventListener("focusin", (event) => this.focused(event));
  }

  take(data, setStateValue, setTriggerValue) {
    this.data = data;
    this.open = (path) => {
      setTriggerValue("open", path);
      this.comeBack();
    };
    this.presses.send = (presses) => setStateValue("pressed", presses);
    this.presses.hear(data.heard);
    this.list.className = `list ${data.layout}`;
    this.list.style.setProperty("--cell", `${data.cell}px`);
    this.list.setAttribute("aria-label", data.label);
    this.empty.textContent = data.photos.length ? "" : data.empty;
    this.arrange();
    this.draw();
    if (data.said[0] > (this.told ?? Infinity)) this.hearBack(data.said);
    this.told = data.said[0];
  }

  arrange() {
    const { photos } = this.data;
    const wanted = new Set(photos.map(({ path }) => path));
    for (const path of this.tiles.keys()) if (!wanted.has(path)) this.tiles.delete(path);
    const shown = photos.map(({ path }) => this.tiles.get(path) ?? this.added(path));
    if (shown.length !== this.list.children.length || shown.some((tile, at) => this.list.children[at] !== tile)) {
      this.list.replaceChildren(...shown);
    }
    if (!wanted.has(this.current)) this.current = photos[0]?.path ?? null;
  }

  added(path) {
    const tile = buildTile();
    tile.path = path;
    tile.parts.open.onclick = () => this.open(path);
    tile.parts.accept.onclick = () => this.answer("accept", path);
    tile.parts.contest.onclick = () => this.answer("contest", path);
    this.tiles.set(path, tile);
    return tile;
  }

  draw() {
    const marks = this.presses.marks(this.data.photos);
    for (const photo of this.data.photos) {
      const tile = this.tiles.get(photo.path);
      fillTile(tile, photo, marks.get(photo.path));
      tile.parts.open.tabIndex = photo.path === this.current ? 0 : -1;
    }
  }

  // What only Python knew: which mark an undo took back, here or elsewhere.
  hearBack([, text, path]) {
    this.say(text, true);
    const place = this.data.photos.findIndex((photo) => photo.path === path);
    if (place >= 0 && this.list.contains(this.list.getRootNode().activeElement)) this.go(place);
  }

  // Spoken by screen readers; in sight for a moment where the tiles alone do not show it.
  say(text, seen = false) {
    this.said.textContent = text;
    this.said.classList.toggle("seen", seen);
    clearTimeout(this.fading);
    if (seen) this.fading = setTimeout(() => this.said.classList.remove("seen"), SEEN_MS);
  }

  // When the dialog that a tile opened is closed, the focus goes back to the tile, so that keys go on.
  comeBack() {
    let [seen, turns] = [false, 0];
    clearInterval(this.coming);
    this.coming = setInterval(() => {
      const dialog = document.querySelector("[role=dialog]") !== null;
      turns += 1;
      if (dialog || (!seen && turns < DIALOG_TURNS)) {
        seen ||= dialog;
        return;
      }
      clearInterval(this.coming);
      if (document.activeElement === document.body) this.go(this.place());
    }, TURN_MS);
  }

  // -- going about -----------------------------------------------------------------------------------------------------

  focused(event) {
    const tile = event.target.closest(".tile");
    if (!tile || tile.path === this.current) return;
    const before = this.tiles.get(this.current);
    if (before) before.parts.open.tabIndex = -1;
    this.current = tile.path;
    tile.parts.open.tabIndex = 0;
  }

  place() {
    return this.data.photos.findIndex(({ path }) => path === this.current);
  }

  // Whether there was somewhere to go.
  go(place) {
    const photo = this.data.photos[place];
    if (!photo) return false;
    const tile = this.tiles.get(photo.path);
    tile.parts.open.focus({ preventScroll: true });
    tile.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  // The tile above or below, where tiles stand in rows.
  across(by) {
    const here = this.tiles.get(this.current).getBoundingClientRect();
    const places = [...this.list.children].map((tile) => tile.getBoundingClientRect());
    const row = by > 0
      ? places.find(({ top }) => top > here.top + 1)?.top
      : places.findLast(({ top }) => top < here.top - 1)?.top;
    return places.findLastIndex(({ top, left }) => Math.abs(top - row) < 1 && left <= here.left + 1);
  }

  // -- keys --------------------------------------------------------------------------------------------------------------

  key(event) {
    event.stopPropagation(); // R and C are Streamlit's own as well
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const key = keyName(event);
    const done = this.turn(key) || (!event.shiftKey && this.act(key, event.repeat));
    if (done) event.preventDefault();
  }

  turn(key) {
    const [at, last] = [this.place(), this.data.photos.length - 1];
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[key];
    if (step !== undefined) return this.go(step) || true;
    if (this.data.layout !== "grid" || !["ArrowDown", "ArrowUp"].includes(key)) return false;
    return this.go(this.across(key === "ArrowDown" ? 1 : -1));
  }

  act(key, held) {
    if (!this.data.marking) return false;
    const answer = { a: "accept", x: "contest" }[key];
    if (!answer && key !== "u" && !(key in MARK_KEYS)) return false;
    if (held) return true;
    if (key === "u") this.undo();
    else if (answer ? this.answer(answer, this.current) : this.mark("mark", this.current, MARK_KEYS[key])) this.onward(key);
    return true;
  }

  onward(key) {
    if (key === "c" || this.go(this.place() + 1)) return;
    this.say(`${this.said.textContent} This was the last photo.`, true);
  }

  // Whether this photo can be answered so.
  answer(act, path) {
    const mark = this.data.photos.find((photo) => photo.path === path)?.[act];
    return Boolean(mark) && this.mark(act, path, mark);
  }

  mark(act, path, mark) {
    if (this.looksOnly()) return false;
    const { name } = this.data.photos.find((photo) => photo.path === path);
    this.presses.press(act, path, mark);
    this.draw();
    this.say(mark ? `${name}: marked ${mark}.` : `${name}: mark cleared.`);
    return true;
  }

  looksOnly() {
    return looksOnly(this.data, (words) => this.say(words, true));
  }

  undo() {
    if (this.looksOnly()) return;
    const path = this.presses.lastPath();
    this.presses.press("undo");
    this.draw();
    if (path === null) return;
    this.go(this.data.photos.findIndex((photo) => photo.path === path));
    this.say("Taken back.");
  }
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".tiles");
  const tiles = known.get(root) ?? new Tiles(root);
  known.set(root, tiles);
  tiles.take(data, setStateValue, setTriggerValue);
  return () => tiles.presses.flush();
}
