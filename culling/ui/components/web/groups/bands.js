// Where every group stands: one band below the other, each a head and rows of tiles. Large groups show their first row
// until they are opened. No element is touched.
const HEAD_TALL = 34;
const BAND_GAP = 14;
const TILE_GAP = 8;
const WORDS_TALL = 76;
const FEW_ROWS = 3; // a group of more rows is closed at first

class Bands {
  // `keeper(group)` is the row that a closed group shows in any case.
  constructor(keeper) {
    Object.assign(this, { keeper, starts: [0], rows: new Uint32Array(), order: new Uint32Array(), opened: new Set() });
    Object.assign(this, { columns: 1, wide: 1, tall: 1, tops: new Float64Array(1), places: new Int32Array() });
  }

  learn({ starts, rows }) {
    this.starts = starts;
    this.rows = Uint32Array.from(rows);
    this.opened.clear();
  }

  list(order) {
    this.order = order;
    this.places = new Int32Array(this.starts.length - 1).fill(-1);
    order.forEach((group, place) => { this.places[group] = place; });
    this.lay();
  }

  fit(width, cell) {
    const room = width - 2 * TILE_GAP;
    this.columns = Math.max(1, Math.floor((room + TILE_GAP) / (cell + TILE_GAP)));
    this.wide = Math.floor((room - TILE_GAP * (this.columns - 1)) / this.columns);
    this.tall = Math.round(this.wide * 0.72) + WORDS_TALL;
    this.lay();
  }

  lay() {
    this.tops = new Float64Array(this.order.length + 1);
    this.order.forEach((group, place) => { this.tops[place + 1] = this.tops[place] + this.height(group); });
  }

  toggle(group) {
    if (!this.opened.delete(group)) this.opened.add(group);
    this.lay();
  }

  get whole() {
    return this.tops[this.order.length];
  }

  members(group) {
    return this.rows.subarray(this.starts[group], this.starts[group + 1]);
  }

  size(group) {
    return this.starts[group + 1] - this.starts[group];
  }

  isLarge(group) {
    return this.size(group) > FEW_ROWS * this.columns;
  }

  isClosed(group) {
    return this.isLarge(group) && !this.opened.has(group);
  }

  lines(group) {
    return this.isClosed(group) ? 1 : Math.ceil(this.size(group) / this.columns);
  }

  height(group) {
    return HEAD_TALL + this.lines(group) * (this.tall + TILE_GAP) + BAND_GAP;
  }

  // The photos of a group that are shown; of a closed one the first few, the keeper among them.
  shown(group) {
    const members = this.members(group);
    if (!this.isClosed(group)) return members;
    const first = members.subarray(0, this.columns);
    const keeper = this.keeper(group);
    if (keeper === undefined || first.includes(keeper)) return first;
    return Uint32Array.of(...first.subarray(0, this.columns - 1), keeper);
  }

  // The place of the band at this height.
  at(y) {
    let [low, high] = [0, this.order.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // Top and bottom of a photo within the whole; the first line goes with its head.
  span(group, row) {
    const line = Math.max(0, Math.floor(this.shown(group).indexOf(row) / this.columns));
    const top = this.tops[this.places[group]] + HEAD_TALL + line * (this.tall + TILE_GAP);
    return [line ? top : top - HEAD_TALL, top + this.tall + TILE_GAP];
  }
}
