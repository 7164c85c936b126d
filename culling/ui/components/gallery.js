// Photos as tiles, gone through by keyboard: mark, go on, undo, filter, look large. The browser paints at once; Python
// hears of it a moment later (marks.js) and its answer disturbs nothing: not the view, not the place, not the selection.
const TILE_SIZES = [110, 140, 180, 230, 300, 400];
const TELL_MS = 200;
const galleries = new WeakMap();

class Gallery {
  constructor(root) {
    this.root = root;
    this.born = performance.now();
    this.viewport = root.querySelector(".viewport");
    this.marks = new Marks();
    this.list = new PhotoList();
    this.data = {};
    this.words = "";
    this.names = [];
    this.size = 1;
    this.strip = new GalleryStrip(root, { act: (name) => this.perform(name), filter: (text) => this.filter(text) });
    this.large = new LargeView(root.querySelector(".large"), (row) => this.describe(row));
    this.large.activated = (row) => this.arrive(this.list.place(row));
    this.grid = new Grid(this.viewport, {
      fill: (tile, place) => fillTile(tile, this.tile(place)),
      picture: (tile, place, flying) => this.picture(tile, place, flying),
    });
    this.listen();
  }

  // As high as the window leaves room for below where the gallery begins.
  fit() {
    const top = this.root.getBoundingClientRect().top;
    this.root.style.setProperty("--height", `calc(100vh - ${Math.round(Math.max(40, Math.min(top, 420)))}px - 1.2rem)`);
  }

  listen() {
    this.fitted = () => this.fit();
    window.addEventListener("resize", this.fitted);
    this.fit();
    this.heard = (event) => this.key(event);
    window.addEventListener("keydown", this.heard, true);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.leaving = () => this.marks.flush();
    window.addEventListener("pagehide", this.leaving);
    this.viewport.addEventListener("click", (event) => this.clicked(event));
    this.viewport.addEventListener("dblclick", () => this.enlarge());
    for (const chip of this.root.querySelectorAll("[data-do]")) chip.onclick = () => this.perform(chip.dataset.do);
  }

  // -- what Python says ----------------------------------------------------------------------------------------------

  take(data) {
    const before = this.data;
    this.data = data;
    if (before.address !== data.address) this.openSheet(data);
    if (before.verdicts !== data.verdicts) this.verdicts = unpack(data.verdicts, Uint8Array);
    if (before.reason_of !== data.reason_of) this.reasonOf = unpack(data.reason_of, Uint32Array);
    this.marks.take(data);
    const moved = before.address !== data.address || before.order !== data.order;
    if (moved) this.list.order = unpack(data.order, Uint32Array);
    const goes = data.go[0] > (before.go?.[0] ?? -1);
    if (moved || before.value !== data.value) this.arrange(goes ? data.go[1] : undefined);
    else if (goes) this.list.go(this.list.place(data.go[1]));
    this.showValues(data.value);
    this.refresh(moved || goes);
  }

  openSheet(data) {
    this.photos = openRows(data.address, data.count);
    this.broken = new Set(data.broken);
    this.names = [];
    this.lowNames = [];
    this.list.selected.clear();
    this.list.cursor = -1;
    const { photos } = this;
    photos.paths().then((paths) => {
      if (photos !== this.photos) return;
      this.names = paths;
      this.lowNames = paths.map((path) => path.toLowerCase());
      if (this.words) this.arrange();
      this.refresh(false);
    }, () => this.strip.say("The names of the photos could not be fetched; reload the page."));
  }

  // The measure that the list is sorted by stands under each name.
  showValues(name) {
    if (this.valueName === name && this.valuesOf === this.photos) return;
    Object.assign(this, { valueName: name, valuesOf: this.photos, values: null });
    if (!name) return;
    const { photos } = this;
    photos.column(name).then(({ values }) => {
      if (this.valueName !== name || this.photos !== photos) return;
      this.values = values;
      this.refresh(false);
    }, () => {});
  }

  arrange(wanted) {
    const shown = matching(this.list.order, this.words, this.lowNames, this.data.reasons, this.reasonOf);
    this.list.show(shown, this.data.count, wanted);
    this.grid.show(shown.length);
  }

  // -- what is seen ---------------------------------------------------------------------------------------------------

  name(row) {
    return this.names[row]?.split("/").at(-1) ?? "";
  }

  line(row) {
    const reason = this.data.reasons[this.reasonOf[row]] ?? "";
    if (!this.values) return reason;
    const value = this.values[row];
    return [Number.isNaN(value) ? "not measured" : shortNumber(value), reason].filter(Boolean).join(" · ");
  }

  describe(row) {
    const broken = this.broken.has(row) ? this.line(row) : null;
    return { name: this.name(row), verdict: this.verdicts[row], mark: this.marks.codes[row], broken };
  }

  tile(place) {
    const row = this.list.shown[place];
    return {
      row, place, count: this.list.shown.length, path: this.names[row] ?? "", name: this.name(row), line: this.line(row),
      verdict: this.verdicts[row], mark: this.marks.codes[row],
      current: place === this.list.cursor, selected: this.list.selected.has(row),
    };
  }

  picture(tile, place, flying) {
    const row = this.list.shown[place];
    if (flying && tile.shownRow !== row) return showThumb(tile, row, undefined);
    showThumb(tile, row, this.broken.has(row) ? "" : this.photos.picture("thumb", row), () => this.seen());
  }

  seen() {
    if (this.firstSeen) return;
    this.firstSeen = true;
    painted((end) => performance.measure("culling-first-tile", { start: this.born, end }));
  }

  refresh(reveal = true) {
    const { list } = this;
    if (reveal) this.grid.reveal(list.cursor);
    this.grid.draw(true);
    const here = this.grid.tiles.get(list.cursor);
    if (here) this.viewport.setAttribute("aria-activedescendant", here.id);
    else this.viewport.removeAttribute("aria-activedescendant");
    this.root.classList.toggle("none", !list.shown.length);
    this.root.querySelector(".nothing p").textContent = list.shown.length ? "" : emptyWords(this);
    this.strip.progress(this.marks.count(list.order), list.order.length, list.shown.length, this.canUndo());
    this.strip.choose(list.selected.size);
    if (this.large.open) this.lookOn();
  }

  canUndo() {
    return this.marks.steps.length > 0 || this.data.can_undo;
  }

  // -- what a person does -------------------------------------------------------------------------------------------

  key(event) {
    const action = keyAction(event, this.root);
    if (action === null || (event.key === "Escape" && !this.root.isConnected)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat && !REPEATS.test(action)) return;
    this.perform(action, event.shiftKey);
    painted((end) => measureKey(event.timeStamp, end, action));
  }

  perform(action, shift = false) {
    if (Object.hasOwn(KEY_MARKS, action)) this.mark(KEY_MARKS[action]);
    else GALLERY_MOVES[action]?.(this, shift);
  }

  mark(code) {
    const { list, large } = this;
    const rows = large.open ? [large.current] : list.chosen();
    if (!rows.length || rows[0] === undefined) return this.strip.say(emptyWords(this));
    this.markedRow = rows[0];
    this.marks.mark(rows, code);
    const left = this.marks.count(list.order)[0];
    const said = markedWords(code, rows.length, this);
    const stays = !code || large.comparing || (list.selected.size && !large.open) || this.data.onward === "stay";
    this.goOn(stays, said, left);
  }

  // After a mark: stay, or go to the next photo, or to the next undecided one.
  goOn(stays, said, left) {
    const { list } = this;
    const found = this.data.onward === "undecided" ? list.undecided(this.marks.codes) : { place: list.cursor + 1 };
    const on = !stays && found !== null && found.place < list.shown.length;
    if (on) list.go(found.place);
    this.refresh();
    this.tell();
    if (!left) this.strip.say(`${said} Nothing is left to decide.`);
    else if (stays) this.strip.say(said);
    else this.strip.say(`${said} ${on ? `Next: ${photoWords(this.tile(list.cursor))}` : lastWords(left)}`);
  }

  undo() {
    if (!this.canUndo()) return this.strip.say("Nothing to undo.");
    const rows = this.marks.undo();
    const place = rows.map((row) => this.list.place(row)).find((at) => at >= 0);
    if (place !== undefined) this.list.go(place);
    if (place !== undefined && this.large.open) this.look([this.list.current], 0);
    this.refresh();
    this.tell();
    const count = rows.length > 1 ? ` of ${rows.length.toLocaleString("en")} photos` : "";
    this.strip.say(rows.length ? `Undone: the mark${count}, now at ${this.name(this.list.current)}.` : "Undone.");
  }

  step(by, shift, pan) {
    if (this.large.open && shift && pan) return this.large.pan(pan);
    if (this.large.comparing) return Number.isFinite(by) && this.large.turn(Math.sign(by));
    const reach = this.large.open ? Math.sign(by) : by;
    const far = Number.isFinite(by) ? this.list.cursor + reach : by;
    if (!this.list.go(far, shift && !this.large.open) && by > 0 && this.list.shown.length) this.strip.say("Last photo.");
    this.arrive(this.list.cursor);
  }

  arrive(place) {
    if (place >= 0) this.list.cursor = place;
    this.refresh();
    this.tell();
  }

  nextUndecided(by) {
    const found = this.list.undecided(this.marks.codes, by);
    if (!found) return this.strip.say(this.list.shown.length ? "Nothing is left to decide." : emptyWords(this));
    this.list.go(found.place);
    this.arrive(found.place);
    const around = found.around ? "Around the end: " : "";
    return this.strip.say(`${around}${photoWords(this.tile(found.place))}`);
  }

  select(change) {
    if (this.large.open) return;
    change();
    this.refresh(false);
    this.tell();
    const { size } = this.list.selected;
    this.strip.say(size ? `${size.toLocaleString("en")} selected: K M R P C mark all of them.` : "Nothing selected.");
  }

  clicked(event) {
    const tile = event.target.closest(".tile");
    if (!tile) return;
    const place = Number(tile.id.slice("photo-".length));
    if (event.shiftKey) this.list.go(place, true);
    else {
      this.list.go(place);
      if (event.ctrlKey || event.metaKey) this.list.toggle();
      else this.list.selected.clear();
    }
    this.arrive(place);
  }

  // Escape: from large back to the tiles, then the selection goes, then the filter.
  back() {
    if (!this.strip.help.hidden) return this.strip.toggleHelp(false);
    if (this.large.open) return this.shrink();
    if (this.list.selected.size) return this.select(() => this.list.selected.clear());
    return this.unfilter();
  }

  // -- filter ------------------------------------------------------------------------------------------------------

  toFilter() {
    if (this.large.open) this.shrink();
    this.strip.field.focus();
    this.strip.field.select();
  }

  filter(text) {
    this.words = text.trim();
    this.arrange();
    this.refresh();
    this.tell();
    const { length } = this.list.shown;
    this.strip.say(length ? `${length.toLocaleString("en")} of ${this.list.order.length.toLocaleString("en")} photos.` : emptyWords(this));
  }

  unfilter() {
    this.strip.field.value = "";
    if (this.words) this.filter("");
    this.viewport.focus({ preventScroll: true });
  }

  // -- large -------------------------------------------------------------------------------------------------------

  enlarge() {
    const chosen = this.list.chosen();
    if (!chosen.length) return;
    const compare = chosen.length >= 2 && chosen.length <= 4;
    const at = Math.max(0, compare ? chosen.indexOf(this.list.current) : 0);
    this.look(compare ? chosen : [this.list.current], at);
    if (chosen.length > 4) this.strip.say("Two to four photos can stand side by side; this is the current one.");
    this.arrive(this.list.place(this.large.current));
  }

  look(rows, at) {
    this.root.classList.add("looking");
    this.large.show(rows, at, this.photos);
  }

  // The large view follows the list.
  lookOn() {
    if (this.large.comparing) return this.large.draw();
    const { list } = this;
    if (list.current < 0) return this.shrink();
    this.large.show([list.current], 0, this.photos);
    this.large.ahead([...list.shown.subarray(list.cursor + 1, list.cursor + 3), ...list.shown.subarray(Math.max(0, list.cursor - 1), list.cursor)]);
    this.large.head.textContent = `${list.cursor + 1} of ${list.shown.length}`;
  }

  shrink() {
    this.large.close();
    this.root.classList.remove("looking");
    this.viewport.focus({ preventScroll: true });
    this.arrive(this.list.cursor);
  }

  overlay(kind) {
    if (!this.large.open || !this.data.overlays.includes(kind)) return;
    const on = this.large.toggle(kind);
    for (const chip of this.root.querySelectorAll("[data-do]")) chip.setAttribute("aria-pressed", chip.dataset.do === on);
    this.lookOn();
    this.strip.say(on ? OVERLAY_WORDS[on] : "Photo");
  }

  zoom(how) {
    if (this.large.open) this.large.zoom(how);
  }

  resize(by) {
    this.size = Math.max(0, Math.min(TILE_SIZES.length - 1, this.size + by));
    this.grid.setCell(TILE_SIZES[this.size]);
    this.refresh();
  }

  // Python shows the current photo beside the gallery.
  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { list, large } = this;
      const selected = [...(large.comparing ? large.rows : list.chosen())].slice(0, 4);
      const mode = large.comparing ? "compare" : large.open ? "loupe" : "grid";
      this.tellAt?.({ sheet: this.data.sheet, row: list.current, selected, count: list.selected.size, mode });
    }, TELL_MS);
  }

  destroy() {
    window.removeEventListener("keydown", this.heard, true);
    window.removeEventListener("pagehide", this.leaving);
    window.removeEventListener("resize", this.fitted);
    clearTimeout(this.telling);
    for (const part of [this.marks, this.grid, this.large]) part.destroy();
  }
}

// Call with the time at which what was just drawn is on the screen.
function painted(then) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { then(performance.now()); port1.close(); };
    port2.postMessage(null);
  });
}

function measureKey(start, end, detail) {
  if (performance.getEntriesByName("culling-key").length > 5000) performance.clearMeasures("culling-key");
  performance.measure("culling-key", { start, end, detail });
}

function shortNumber(value) {
  return Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

// The keys belong to the gallery at once, unless a person is somewhere else on the page.
function wantsFocus() {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || activeElement.closest("[data-testid=stSidebar]") !== null;
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".gallery");
  const gallery = galleries.get(root) ?? new Gallery(root);
  const fresh = !galleries.has(root);
  galleries.set(root, gallery);
  gallery.marks.send = (waiting) => setStateValue("presses", waiting);
  gallery.tellAt = (at) => setStateValue("at", at);
  gallery.trigger = setTriggerValue;
  gallery.take(data);
  if (fresh && wantsFocus()) gallery.viewport.focus({ preventScroll: true });
  return () => {
    gallery.destroy();
    galleries.delete(root);
  };
}
