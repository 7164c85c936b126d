// What a person decides among groups: marks, as in the gallery, and which photo each group keeps. All in one row of
// presses, so that Python hears them in order. A choice is painted at once; what the measures say without it, Python
// knows a moment later.
class GroupBook extends Marks {
  constructor() {
    super();
    this.chosen = new Set();
    this.keepers = new Uint32Array(); // by group
    this.open = new Set(); // groups of which Python has yet to say why
    this.groupOf = new Int32Array();
    this.members = () => [];
  }

  take(data) {
    this.keepers = unpack(data.keepers, Uint32Array);
    this.chosen = new Set(data.chosen);
    this.open.clear();
    super.take(data); // does again what Python has not heard
  }

  isKeeper(row) {
    return this.keepers[this.groupOf[row]] === row;
  }

  // Make it the keeper, or take that back: whether it is chosen now.
  choose(row) {
    const chosen = !this.chosen.has(row);
    this.press("choose", row, chosen);
    return chosen;
  }

  // The keeper is kept, the others are rejected, as one step; what has a mark or cannot be read is left alone.
  accept(group, broken) {
    const free = [...this.members(group)].filter((row) => !this.codes[row] && !broken.has(row));
    const kept = free.filter((row) => this.isKeeper(row));
    const rejected = free.filter((row) => !this.isKeeper(row));
    if (free.length) this.press("mark", kept, "keep", rejected, "reject");
    return { kept, rejected };
  }

  undecided(group) {
    return this.members(group).some((row) => !this.codes[row]);
  }

  act(press) {
    const [, sheet, kind, row, chosen] = press;
    if (kind !== "choose") return super.act(press);
    const group = sheet === this.sheet ? this.groupOf[row] : -1;
    if (group < 0) return;
    this.open.add(group);
    if (!chosen) return void this.chosen.delete(row);
    for (const other of this.members(group)) this.chosen.delete(other);
    this.chosen.add(row);
    this.keepers[group] = row;
  }

  // Why it is the keeper or is not, as far as that is known here; null where Python's word holds.
  reason(row) {
    const group = this.groupOf[row];
    if (!this.open.has(group)) return null;
    if (!this.chosen.has(this.keepers[group])) return "…";
    return this.isKeeper(row) ? "chosen by a person" : "another was chosen by a person";
  }
}
