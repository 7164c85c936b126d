// Tiles where they are seen, and only there: rows of one height in a list of any length. Tiles that leave the view are
// used again for those that enter it. While the list flies by no picture is asked for.
const GRID_GAP = 10;
const WORDS_HEIGHT = 42;
const AHEAD_ROWS = 2; // drawn above and below the view
const SETTLE_MS = 90;
const FLYING = 4; // px per ms

class Grid {
  // `fill(tile, place)` says what a tile shows, `picture(tile, place, hurry)` gives it its picture.
  constructor(viewport, { fill, picture }) {
    this.viewport = viewport;
    this.sizer = viewport.querySelector(".sizer");
    Object.assign(this, { fill, picture, count: 0, cell: TILE_SIZES[1], columns: 1, width: 0, height: 0, top: 0 });
    this.tiles = new Map(); // place → tile
    this.spare = [];
    this.pinned = -1;
    this.flying = false;
    viewport.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.watcher = new ResizeObserver(() => this.measure());
    this.watcher.observe(viewport);
  }

  // Read the view's size and lay out anew; what stood at the top stays at the top.
  measure() {
    if (!this.viewport.clientWidth) return; // not on the page now
    const first = this.top > 0 ? Math.round(this.top / this.rowHeight) * this.columns : 0;
    const width = this.viewport.clientWidth - 2 * GRID_GAP;
    this.height = this.viewport.clientHeight;
    this.columns = Math.max(1, Math.floor((width + GRID_GAP) / (this.cell + GRID_GAP)));
    this.width = Math.floor((width - GRID_GAP * (this.columns - 1)) / this.columns);
    this.tall = Math.round(this.width * 0.72) + WORDS_HEIGHT;
    this.rowHeight = this.tall + GRID_GAP;
    this.sizer.style.setProperty("--tile-width", `${this.width}px`);
    this.sizer.style.setProperty("--tile-height", `${this.tall}px`);
    for (const [place, tile] of this.tiles) this.put(tile, place);
    this.resize();
    if (first) this.scrollTo(Math.floor(first / this.columns) * this.rowHeight);
    this.draw();
  }

  resize() {
    this.sizer.style.height = `${Math.ceil(this.count / this.columns) * this.rowHeight + GRID_GAP}px`;
  }

  // Another list: no tile holds what it held.
  show(count) {
    this.count = count;
    for (const place of [...this.tiles.keys()]) if (place >= count) this.release(place);
    if (!this.rowHeight) return this.measure();
    this.resize();
    this.top = Math.max(0, Math.min(this.top, Math.ceil(count / this.columns) * this.rowHeight + GRID_GAP - this.height));
    this.draw(true);
  }

  setCell(cell) {
    this.cell = cell;
    const pinned = this.pinned;
    this.measure();
    this.reveal(pinned);
  }

  get perPage() {
    return Math.max(1, Math.floor(this.height / this.rowHeight)) * this.columns;
  }

  // Make the place visible and keep its tile, also when it is scrolled away.
  reveal(place) {
    this.pinned = place;
    if (place < 0 || !this.rowHeight) return;
    const above = Math.floor(place / this.columns) * this.rowHeight;
    if (above < this.top) this.scrollTo(above);
    else if (above + this.rowHeight + GRID_GAP > this.top + this.height) {
      this.scrollTo(above + this.rowHeight + GRID_GAP - this.height);
    }
  }

  scrollTo(top) {
    this.top = Math.max(0, top);
    this.viewport.scrollTop = this.top;
  }

  scrolled() {
    const now = performance.now();
    const top = this.viewport.scrollTop;
    if (top === this.top) return; // our own doing, drawn already
    this.flying = Math.abs(top - this.top) / Math.max(1, now - (this.scrolledAt ?? 0)) > FLYING;
    this.top = top;
    this.scrolledAt = now;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { this.flying = false; this.draw(); }, SETTLE_MS);
    this.draw();
  }

  // Put tiles where the view is; `anew` tells all of them again what they show.
  draw(anew = false) {
    if (!this.rowHeight) return;
    const first = Math.max(0, (Math.floor(this.top / this.rowHeight) - AHEAD_ROWS) * this.columns);
    const rows = Math.ceil(this.height / this.rowHeight) + 1 + 2 * AHEAD_ROWS;
    const end = Math.min(this.count, first + rows * this.columns);
    for (const place of [...this.tiles.keys()]) {
      if ((place < first || place >= end) && place !== this.pinned) this.release(place);
    }
    for (let place = first; place < end; place += 1) this.place(place, anew);
    if (this.pinned >= 0 && this.pinned < this.count) this.place(this.pinned, anew);
  }

  place(place, anew) {
    const known = this.tiles.get(place);
    const tile = known ?? this.spare.pop() ?? buildTile();
    if (!known) this.take(tile, place);
    if (!known || anew) this.fill(tile, place);
    this.picture(tile, place, this.flying);
  }

  take(tile, place) {
    this.tiles.set(place, tile);
    tile.id = `photo-${place}`;
    tile.hidden = false;
    this.put(tile, place);
    if (!tile.isConnected) this.sizer.append(tile);
  }

  put(tile, place) {
    const x = GRID_GAP + (place % this.columns) * (this.width + GRID_GAP);
    const y = GRID_GAP + Math.floor(place / this.columns) * this.rowHeight;
    tile.style.transform = `translate(${x}px, ${y}px)`;
  }

  release(place) {
    const tile = this.tiles.get(place);
    this.tiles.delete(place);
    tile.hidden = true;
    tile.removeAttribute("id");
    forgetTile(tile);
    showThumb(tile, -1, undefined);
    this.spare.push(tile);
  }

  destroy() {
    this.watcher.disconnect();
    clearTimeout(this.settling);
  }
}
