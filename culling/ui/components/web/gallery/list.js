// The photos that are gone through: which, in what order, where one is, and which are selected. No element is touched.
class PhotoList {
  constructor() {
    this.order = new Uint32Array(); // the list as Python gave it
    this.shown = this.order; // what the filter field leaves of it
    this.places = new Int32Array(); // row → place among those shown, −1 for none
    this.cursor = -1;
    this.anchor = 0;
    this.selected = new Set();
  }

  get current() {
    return this.cursor < 0 ? -1 : this.shown[this.cursor];
  }

  place(row) {
    return row < 0 ? -1 : this.places[row] ?? -1;
  }

  // Show these rows. The photo one is at stays; when it went, the one that came after it and is still there.
  show(shown, count, wanted = this.current) {
    const before = this.shown;
    const at = this.cursor;
    this.shown = shown;
    this.places = new Int32Array(count).fill(-1);
    for (let place = 0; place < shown.length; place += 1) this.places[shown[place]] = place;
    for (const row of this.selected) if (this.place(row) < 0) this.selected.delete(row);
    this.cursor = this.place(wanted);
    for (let next = at + 1; this.cursor < 0 && at >= 0 && next < before.length; next += 1) {
      this.cursor = this.place(before[next]);
    }
    if (this.cursor < 0) this.cursor = shown.length ? 0 : -1;
    this.anchor = this.cursor;
  }

  // To a place, held within the list; false when one is there already.
  go(place, extend = false) {
    const to = Math.max(0, Math.min(this.shown.length - 1, place));
    const moved = to !== this.cursor && this.shown.length > 0;
    if (this.shown.length) this.cursor = to;
    if (extend) this.range();
    else this.anchor = this.cursor;
    return moved;
  }

  // Select all from the anchor to the cursor.
  range() {
    const [first, last] = [this.anchor, this.cursor].sort((a, b) => a - b);
    this.selected = new Set(this.shown.subarray(first, last + 1));
  }

  toggle(row = this.current) {
    if (row < 0) return;
    if (!this.selected.delete(row)) this.selected.add(row);
    this.anchor = this.place(row);
  }

  // What a mark is meant for: the selected photos, else the one one is at.
  chosen() {
    if (this.selected.size) return [...this.selected].sort((a, b) => this.places[a] - this.places[b]);
    return this.current < 0 ? [] : [this.current];
  }

  // The next place without a mark, going around the end once: { place, around }; null when nothing is left.
  undecided(codes, by = 1) {
    const count = this.shown.length;
    for (let step = 1; step <= count; step += 1) {
      const place = this.cursor + by * step;
      const within = ((place % count) + count) % count;
      if (codes[this.shown[within]] === 0) return { place: within, around: place !== within };
    }
    return null;
  }
}

// The rows of `order` whose name or reason holds every word.
function matching(order, text, names, reasons, reasonOf) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return order;
  const spoken = reasons.map((reason) => words.map((word) => reason.toLowerCase().includes(word)));
  return order.filter((row) => words.every((word, at) => spoken[reasonOf[row]]?.[at] || names[row]?.includes(word)));
}
