// What Python says: small things with each run, long lists by their address, fetched once and kept while they are in use.
class Told extends Sight {
  async take(data) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const names = ["points", "verdicts", "marks", "groups", "links", "selected"];
    if (data.colour.by === "text") names.push("codes");
    const addresses = { ...data, codes: data.colour.codes };
    let found;
    try {
      const lists = Promise.all(names.map((name) => this.list(addresses[name])));
      const values = data.colour.by === "measure" ? this.rowsOf(data).column(data.colour.name) : null;
      const measures = data.frame ? Promise.all(["x", "y"].map((axis) => this.rowsOf(data).column(data.frame[axis].metric))) : null;
      found = { lists: Object.fromEntries((await lists).map((list, at) => [names[at], list])), column: await values, measures: await measures };
    } catch (error) {
      if (turn === this.turn) this.note(`The map could not be loaded (${error.message}). The chart works without it.`);
      return;
    }
    if (turn !== this.turn) return; // overtaken by the next answer
    this.keep(names.map((name) => addresses[name]));
    this.measures = found.measures?.map((measure) => measure.values) ?? null;
    this.install(data, found.lists, found.column);
  }

  // The bytes behind an address, null where there is none.
  list(address) {
    this.fetchedLists ??= new Map();
    if (!address) return null;
    if (!this.fetchedLists.has(address)) {
      const asked = fetched(address).then((answer) => answer.arrayBuffer());
      this.fetchedLists.set(address, asked.catch((error) => { this.fetchedLists.delete(address); throw error; }));
    }
    return this.fetchedLists.get(address);
  }

  keep(used) {
    for (const address of this.fetchedLists.keys()) if (!used.includes(address)) this.fetchedLists.delete(address);
  }

  rowsOf({ base, count }) {
    if (this.nextRows?.base !== base) this.nextRows = openRows(base, count);
    return this.nextRows;
  }

  install(data, lists, column) {
    const before = this.data ?? {};
    this.data = data;
    this.rows = this.rowsOf(data);
    if (before.base !== data.base) this.openSheet(data);
    this.verdictColours = data.verdict_colours;
    this.verdicts = new Uint8Array(lists.verdicts);
    this.marks.take({ ...data, marks: new Uint8Array(lists.marks.slice(0)) }); // it writes into them
    this.acts = this.acts.filter(([number]) => number > data.done);
    if (before.base !== data.base || before.links !== data.links) this.joins = lists.links ? new Joins(lists.links, data.link_count, data.count) : null;
    this.installGroups(data, lists.groups);
    this.fit();
    this.codes = lists.codes ? new Uint8Array(lists.codes) : null;
    Object.assign(this, { values: column?.values ?? null, stretch: column ? stretchOf(column) : null });
    if (!this.acts.some(([, what]) => what === "select")) this.adopt(lists.selected);
    if (before.base !== data.base || before.points !== data.points) this.lay(new Float32Array(lists.points));
    this.root.querySelector("canvas.frame").hidden = !data.frame;
    if (data.frame) this.stage.dataset.axes = [data.frame.x, data.frame.y].map(({ metric, cut }) => `${metric} ${cut}`).join(", ");
    this.recolour();
    this.showLegend();
    this.showChosen();
    this.showUse();
    this.note(this.mapped ? "" : "No photo has a place on the map.");
    this.insist();
  }

  openSheet(data) {
    this.start(data.count);
    Object.assign(this, { names: [], numbers: new Int32Array(data.count).fill(-1), keepers: null });
    const { rows } = this;
    rows.paths().then((paths) => { if (rows === this.rows) this.names = paths; }, () => {});
  }

  // Groups are Python's, unless the line was moved since: then they are those of the line, found here.
  installGroups(data, groups) {
    const own = this.joining.busy || this.acts.some(([, what]) => what === "distance");
    if (!own) this.joining.show(this.joins, data.distance);
    else if (!this.joins) this.joining.show(null, 0);
    if (own && this.joins) return;
    if (groups) {
      this.numbers = new Int32Array(groups, 0, data.count);
      this.keepers = new Uint8Array(groups, 4 * data.count, data.count);
    } else if (this.joins) this.regroup(data.distance);
    if (this.joins) this.joining.say(countGroups(this.numbers));
  }

  regroup(distance) {
    this.numbers = this.joins.at(distance);
    this.keepers = null; // Python knows them a moment later
  }

  adopt(bits) {
    const packed = bits ? new Uint8Array(bits) : null;
    this.chosen = 0;
    for (let row = 0; row < this.count; row += 1) {
      this.selected[row] = packed ? (packed[row >> 3] >> (row & 7)) & 1 : 0;
      this.chosen += this.selected[row];
    }
  }

  note(words) {
    this.root.querySelector(".note").textContent = words;
  }
}
