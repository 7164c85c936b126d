// What each key does among groups.
const GROUP_MOVES = {
  left: (groups) => groups.step(-1),
  right: (groups) => groups.step(1),
  up: (groups) => groups.line(-1),
  down: (groups) => groups.line(1),
  pageUp: (groups) => groups.band(-1),
  pageDown: (groups) => groups.band(1),
  first: (groups) => groups.band(-Infinity),
  last: (groups) => groups.band(Infinity),
  undecided: (groups, shift) => groups.nextUndecided(shift ? -1 : 1),
  choose: (groups) => groups.choose(),
  accept: (groups) => groups.accept(),
  expand: (groups) => (groups.large.open ? groups.overlay("faces") : groups.expand()),
  map: (groups) => groups.toMap(),
  undo: (groups) => groups.undo(),
  zoom: (groups) => (groups.large.open ? groups.large.zoom("toggle") : groups.enlarge()),
  open: (groups) => (groups.large.open ? groups.shrink() : groups.enlarge()),
  beside: (groups) => groups.beside(),
  back: (groups) => groups.back(),
  help: (groups) => groups.strip.toggleHelp(),
  smaller: (groups) => groups.resize(-1),
  larger: (groups) => groups.resize(1),
  blur: (groups) => groups.overlay("blur"),
  clipping: (groups) => groups.overlay("clipping"),
  peaking: (groups) => groups.overlay("peaking"),
  faces: (groups) => groups.overlay("faces"),
  subject: (groups) => groups.overlay("subject"),
  composition: (groups) => groups.overlay("composition"),
  zoomIn: (groups) => groups.zoom("in"),
  zoomOut: (groups) => groups.zoom("out"),
  fit: (groups) => groups.zoom("fit"),
  full: (groups) => groups.zoom("full"),
};

class GroupsWalk extends GroupsView {
  go(row, told = true) {
    this.row = row;
    this.refresh();
    if (told && row >= 0) this.strip.say(cardWords(this.card(row)));
  }

  // To the photo so many places on, within the group and on to the next.
  step(by) {
    if (this.row < 0) return;
    if (this.large.comparing) return this.large.turn(by);
    const shown = this.bands.shown(this.group);
    const at = shown.indexOf(this.row) + by;
    if (at >= 0 && at < shown.length) return this.go(shown[at]);
    if (this.large.open) return this.strip.say(by > 0 ? "This is the last photo of the group." : "This is the first photo of the group.");
    this.across(by, (rows) => rows.at(by > 0 ? 0 : -1));
  }

  // To the line below or above, in the group or in the next.
  line(by) {
    if (this.row < 0 || this.large.open) return this.step(by);
    const { columns } = this.bands;
    const shown = this.bands.shown(this.group);
    const at = shown.indexOf(this.row);
    const last = Math.floor((shown.length - 1) / columns);
    const to = Math.floor(at / columns) + by;
    if (to >= 0 && to <= last) return this.go(shown[Math.min(to * columns + (at % columns), shown.length - 1)]);
    this.across(by, (rows) => {
      const start = by > 0 ? 0 : Math.floor((rows.length - 1) / columns) * columns;
      return rows[Math.min(start + (at % columns), rows.length - 1)];
    });
  }

  across(by, pick) {
    const place = this.bands.places[this.group] + by;
    if (place < 0 || place >= this.bands.order.length) return this.strip.say(by > 0 ? "This is the last group." : "This is the first group.");
    this.go(pick(this.bands.shown(this.bands.order[place])));
  }

  // To the first photo of a group so many groups on.
  band(by) {
    const { order, places } = this.bands;
    if (!order.length) return;
    const place = Math.max(0, Math.min(order.length - 1, places[this.group] + by));
    const group = order[place];
    if (group === this.group && this.large.open) return this.strip.say(by > 0 ? "This is the last group." : "This is the first group.");
    this.toGroup(group, this.bands.shown(group)[0]);
  }

  // Where photos are side by side, those of the other group are.
  toGroup(group, row) {
    this.row = row;
    if (this.large.comparing) this.beside();
    else this.go(row);
  }

  nextUndecided(by = 1, words = "") {
    const { order, places } = this.bands;
    const from = places[this.group] ?? -1;
    for (let step = 1; step <= order.length; step += 1) {
      const group = order[(((from + by * step) % order.length) + order.length) % order.length];
      if (!this.book.undecided(group)) continue;
      const shown = this.bands.shown(group);
      const row = shown.find((photo) => !this.book.codes[photo]) ?? shown[0];
      this.toGroup(group, row);
      return this.strip.say(`${words}${group === this.group && step === order.length ? "" : "Next: "}${groupName(this.headOf(group))}.`);
    }
    this.refresh();
    return this.strip.say(`${words}Every photo of these groups is decided.`);
  }

  expand() {
    const { group } = this;
    if (group < 0 || !this.bands.isLarge(group)) return this.strip.say("All photos of this group are in sight.");
    this.bands.toggle(group);
    const shown = this.bands.shown(group);
    if (!shown.includes(this.row)) [this.row] = shown;
    this.canvas.show();
    this.refresh();
    this.strip.say(this.bands.isClosed(group) ? "The first row." : `All ${this.bands.size(group).toLocaleString("en")} photos.`);
  }

  // -- large -----------------------------------------------------------------------------------------------------------

  enlarge() {
    if (this.row >= 0) this.look([this.row], 0);
  }

  // Up to four: the keeper, the photo one is at, and those that follow it.
  beside() {
    if (this.row < 0) return;
    const members = [...this.bands.members(this.group)];
    const at = members.indexOf(this.row);
    const wanted = [this.book.keepers[this.group], this.row, ...members.slice(at), ...members.slice(0, at)];
    const four = new Set(wanted.slice(0, 2));
    for (const row of wanted) if (four.size < 4) four.add(row);
    const rows = members.filter((row) => four.has(row));
    this.look(rows, rows.indexOf(this.row));
    this.strip.say("Side by side: ← → choose the photo that a key is for, Escape goes back.");
  }

  look(rows, at) {
    this.large.show(rows, at, this.photos);
    this.viewport.inert = true; // what is behind is not to be heard or reached
    this.large.host.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
    this.refresh();
  }

  // The large view follows the list.
  lookOn() {
    if (this.row < 0 || this.bands.places[this.group] < 0) return this.shrink();
    const members = [...this.bands.members(this.group)];
    const { large } = this;
    large.head.textContent = large.comparing ? `${large.rows.length} of ${members.length} side by side` : `${members.indexOf(this.row) + 1} of ${members.length}`;
    if (large.comparing && large.rows.includes(this.row)) return large.draw();
    large.show([this.row], 0, this.photos);
    const at = members.indexOf(this.row);
    large.ahead([...members.slice(at + 1, at + 3), ...members.slice(Math.max(0, at - 1), at)]);
  }

  shrink() {
    this.large.close();
    this.viewport.inert = false;
    this.viewport.focus({ preventScroll: true });
    this.refresh();
  }

  back() {
    if (!this.strip.help.hidden) return this.strip.toggleHelp(false);
    if (this.large.open) this.shrink();
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
    this.canvas.setCell(this.cell, this.group, this.row);
    this.refresh();
  }
}
