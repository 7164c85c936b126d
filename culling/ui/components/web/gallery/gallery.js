// Photos gone through by keyboard: mark, go on, undo, filter, select, look large. The browser paints at once; Python hears
// of it a moment later (marks.js).
const TELL_MS = 200;
const galleries = new WeakMap();

class Gallery extends GalleryView {
  // -- what a person does -------------------------------------------------------------------------------------------

  key(event) {
    const action = keyAction(event, this.root);
    if (action === null || (event.key === "Escape" && !this.root.isConnected)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat && !REPEATS.test(action)) return;
    const begun = performance.now();
    this.perform(action, event.shiftKey);
    const own = performance.now() - begun;
    painted((end) => measureKey(event.timeStamp, end, { action, own }));
  }

  perform(action, shift = false) {
    if ((Object.hasOwn(KEY_MARKS, action) || action === "undo") && looksOnly(this.data, (words) => this.strip.say(words))) return;
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
    if (place !== undefined && this.large.open) this.lookBack();
    this.refresh();
    this.tell();
    const count = rows.length > 1 ? ` of ${rows.length.toLocaleString("en")} photos` : "";
    this.strip.say(rows.length ? `Undone: the mark${count}, now at ${this.name(this.list.current)}.` : "Undone.");
  }

  // Photos that stand side by side stay there, when what was undone is one of them.
  lookBack() {
    const at = this.large.rows.indexOf(this.list.current);
    if (this.large.comparing && at >= 0) this.large.activate(at);
    else this.look([this.list.current], 0);
  }

  step(by, shift, pan) {
    if (this.large.open && shift && pan) return this.large.pan(pan);
    if (this.large.comparing) return Number.isFinite(by) && this.large.turn(Math.sign(by));
    const reach = this.large.open ? Math.sign(by) : by;
    const far = Number.isFinite(by) ? this.list.cursor + reach : by;
    const moved = this.list.go(far, shift && !this.large.open);
    this.arrive(this.list.cursor);
    if (!moved && this.list.shown.length) this.strip.say(by > 0 ? "This is the last photo." : "This is the first photo.");
    else if (this.large.open) this.strip.say(photoWords(this.tile(this.list.cursor)));
    else if (shift) this.strip.say(`${this.list.selected.size.toLocaleString("en")} selected.`);
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
    this.arrive(this.list.place(this.large.current));
    if (compare) this.strip.say("Side by side: ← → choose the photo that a key marks, Escape goes back.");
    else if (chosen.length > 4) this.strip.say("Two to four photos can stand side by side; this is the current one.");
    else this.strip.say(photoWords(this.tile(this.list.cursor)));
  }

  look(rows, at) {
    this.large.show(rows, at, this.photos);
    this.viewport.inert = true; // what is behind is not to be heard or reached
    this.large.host.focus({ preventScroll: true });
  }

  // The large view follows the list.
  lookOn() {
    const { list } = this;
    this.large.head.textContent = this.large.comparing ? `${this.large.rows.length} side by side` : `${list.cursor + 1} of ${list.shown.length}`;
    if (this.large.comparing) return this.large.draw();
    if (list.current < 0) return this.shrink();
    this.large.show([list.current], 0, this.photos);
    const near = (from, to) => list.shown.subarray(Math.max(0, list.cursor + from), list.cursor + to);
    this.large.ahead([...near(1, 3), ...near(-1, 0)]);
  }

  shrink() {
    this.large.close();
    this.viewport.inert = false;
    this.viewport.focus({ preventScroll: true });
    this.arrive(this.list.cursor);
  }

  overlay(kind) {
    if (!this.large.open || !this.data.overlays.includes(kind)) return;
    const on = this.large.toggle(kind);
    for (const chip of this.root.querySelectorAll("[data-do]")) chip.setAttribute("aria-pressed", chip.dataset.do === on);
    this.lookOn();
    this.strip.say(overlaySaid(on));
  }

  zoom(how) {
    if (this.large.open) this.large.zoom(how);
  }

  resize(by) {
    this.size = rememberedSize(Math.max(0, Math.min(TILE_SIZES.length - 1, this.size + by)));
    this.grid.setCell(TILE_SIZES[this.size]);
    this.refresh();
  }

  // Python shows the current photo beside the gallery.
  tell() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { list, large } = this;
      const chosen = list.selected.size && !large.open ? list.chosen() : []; // one photo large: a mark is for it alone
      const selected = large.comparing ? large.rows : chosen;
      const mode = large.comparing ? "compare" : large.open ? "loupe" : "grid";
      this.tellAt?.({ sheet: this.data.sheet, row: list.current, selected, mode, after: this.marks.last });
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
