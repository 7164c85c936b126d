// Groups gone through by keyboard: accept, choose the keeper, mark, undo. The browser paints at once; Python hears of it
// a moment later (book.js).
const REST_MS = 500;
const GROUP_WRITES = ["undo", "choose", "accept"];
const groupings = new WeakMap();

class Groups extends GroupsWalk {
  key(event) {
    const action = this.data ? groupAction(event, this.root) : null;
    const known = action !== null && (Object.hasOwn(KEY_MARKS, action) || Object.hasOwn(GROUP_MOVES, action));
    if (!known || !this.root.isConnected) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat && !REPEATS.test(action)) return;
    const begun = performance.now();
    this.perform(action, event.shiftKey);
    const own = performance.now() - begun;
    painted((end) => measureKey(event.timeStamp, end, { action, own }));
  }

  perform(action, shift = false) {
    if (!this.data) return;
    const writes = Object.hasOwn(KEY_MARKS, action) || GROUP_WRITES.includes(action);
    if (writes && looksOnly(this.data, (words) => this.strip.say(words))) return;
    if (Object.hasOwn(KEY_MARKS, action)) this.mark(KEY_MARKS[action]);
    else GROUP_MOVES[action]?.(this, shift);
  }

  mark(code) {
    const { row } = this;
    if (row < 0) return this.strip.say(this.data.empty);
    this.book.mark([row], code);
    this.rest();
    const said = code ? `Marked ${MARKS[code]}: ${this.name(row)}.` : `Mark cleared: ${this.name(row)}.`;
    if (!code || this.large.comparing) this.refresh();
    else this.step(1);
    const words = this.row === row ? "" : ` Now at ${this.name(this.row)}.`;
    this.strip.say(said + words);
  }

  choose() {
    const { row } = this;
    if (row < 0) return this.strip.say(this.data.empty);
    const chosen = this.book.choose(row);
    this.rest();
    this.refresh();
    this.strip.say(chosen ? `Keeper of this group, chosen by you: ${this.name(row)}.` : `Taken back: ${this.name(row)} is not chosen any more.`);
  }

  accept() {
    const { group } = this;
    if (group < 0) return this.strip.say(this.data.empty);
    const keeper = this.book.keepers[group];
    const { kept, rejected } = this.book.accept(group, this.broken);
    const left = this.bands.size(group) - kept.length - rejected.length;
    if (!kept.length && !rejected.length) return this.strip.say("Nothing to accept: every photo of this group is marked, or cannot be read.");
    this.rest();
    const count = (number, what) => `${number.toLocaleString("en")} ${what}`;
    const alone = left ? `; ${count(left, "left alone")}, as marked before or not readable` : "";
    return this.nextUndecided(1, `Accepted: ${kept.length ? `${this.name(keeper)} kept, ` : ""}${count(rejected.length, "rejected")}${alone}. `);
  }

  undo() {
    if (!this.canUndo()) return this.strip.say("Nothing to undo.");
    const rows = this.book.undo();
    this.rest();
    const row = rows.find((photo) => this.bands.places[this.book.groupOf[photo]] >= 0);
    if (row !== undefined) this.lookBack(row, rows);
    else this.refresh();
    const count = rows.length > 1 ? ` of ${rows.length.toLocaleString("en")} photos` : "";
    this.strip.say(rows.length ? `Undone: the mark${count}, now at ${this.name(this.row)}.` : "Undone.");
  }

  // Back to a photo whose mark was taken back; in a closed group to one in sight.
  lookBack(row, rows) {
    const shown = this.bands.shown(this.book.groupOf[row]);
    const seen = shown.includes(row) ? row : rows.find((photo) => shown.includes(photo)) ?? shown[0];
    if (this.large.comparing && this.large.rows.includes(seen)) this.large.activate(this.large.rows.indexOf(seen));
    else this.toGroup(this.book.groupOf[row], seen);
  }

  toMap() {
    if (this.group < 0) return;
    const name = groupName(this.headOf(this.group));
    this.trigger("selected", this.group);
    this.strip.say(`${name}: selected on the map.`);
  }

  clicked(event) {
    const band = event.target.closest(".band");
    if (!band) return;
    const tile = event.target.closest(".tile");
    const act = event.target.closest("[data-group]:is(button)")?.dataset.group;
    const row = tile ? Number(tile.id.slice("photo-".length)) : this.bands.shown(Number(band.dataset.group))[0];
    if (!tile && !act) return;
    if (tile || this.group !== Number(band.dataset.group)) this.go(row);
    if (act) this.perform({ more: "expand", map: "map", accept: "accept" }[act]);
  }

  // What else shows marks is drawn again when the keys pause.
  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tellRest?.(this.book.last), REST_MS);
  }

  destroy() {
    this.keepLarge();
    window.removeEventListener("keydown", this.heard, true);
    window.removeEventListener("pagehide", this.leaving);
    window.removeEventListener("resize", this.fitted);
    clearTimeout(this.resting);
    for (const part of [this.book, this.canvas, this.large]) part.destroy();
  }
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".groups");
  const groups = groupings.get(root) ?? new Groups(root);
  groups.born ??= performance.now();
  groupings.set(root, groups);
  groups.book.send = (waiting) => setStateValue("presses", waiting);
  groups.tellRest = (number) => setStateValue("rest", number);
  groups.trigger = setTriggerValue;
  groups.take(data);
  return () => {
    groups.destroy();
    groupings.delete(root);
  };
}
