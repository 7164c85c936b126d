// Bands and tiles where they are seen, and only there; those that leave the view are used again for those that enter.
// While the list flies by no picture is asked for.
const AHEAD_PX = 500;
const SETTLE_MS = 90;
const FLYING = 4; // px per ms

class GroupCanvas {
  // `head(group)` and `card(row)` say what is shown, `picture(tile, row, hurry)` gives a tile its picture.
  constructor(viewport, bands, { head, card, picture }) {
    Object.assign(this, { viewport, bands, head, card, picture, cell: TILE_SIZES[1], height: 0, width: 0, top: 0 });
    this.sizer = viewport.querySelector(".sizer");
    this.bandsShown = new Map(); // group → { element, head, tiles: row → tile }
    this.spareBands = [];
    this.spareTiles = [];
    this.pinned = -1; // a row whose tile stays, also when it is scrolled away
    viewport.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.watcher = new ResizeObserver(() => this.measure());
    this.watcher.observe(viewport);
  }

  // Read the view's size and lay out anew; the group that stood at the top stays there.
  measure() {
    if (!this.viewport.clientWidth) return; // not on the page now
    const { bands } = this;
    const place = bands.at(this.top);
    const into = this.top - bands.tops[place];
    this.width = this.viewport.clientWidth;
    this.height = this.viewport.clientHeight;
    bands.fit(this.width, this.cell);
    this.sizer.style.setProperty("--tile-width", `${bands.wide}px`);
    this.sizer.style.setProperty("--tile-height", `${bands.tall}px`);
    this.resize();
    if (this.top > 0) this.scrollTo(bands.tops[place] + into);
    this.draw(true);
  }

  resize() {
    this.sizer.style.height = `${this.bands.whole}px`;
    this.top = Math.max(0, Math.min(this.top, this.bands.whole - this.height));
  }

  // The list or the height of a band is another one.
  show() {
    if (!this.width) return this.measure();
    this.resize();
    this.draw(true);
  }

  setCell(cell, group, row) {
    this.cell = cell;
    this.measure();
    this.reveal(group, row);
  }

  reveal(group, row) {
    this.pinned = row;
    if (row < 0 || !this.width || this.bands.places[group] < 0) return;
    const [above, below] = this.bands.span(group, row);
    if (above < this.top) this.scrollTo(above);
    else if (below > this.top + this.height) this.scrollTo(below - this.height);
  }

  scrollTo(top) {
    this.top = Math.max(0, top);
    this.viewport.scrollTop = this.top;
  }

  scrolled() {
    const now = performance.now();
    const top = this.viewport.scrollTop;
    if (Math.abs(top - this.top) < 1) return; // our own doing, drawn already
    this.flying = Math.abs(top - this.top) / Math.max(1, now - (this.scrolledAt ?? 0)) > FLYING;
    this.top = top;
    this.scrolledAt = now;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { this.flying = false; this.draw(); }, SETTLE_MS);
    this.draw();
  }

  // Put bands and tiles where the view is; `anew` tells all of them again what they show.
  draw(anew = false) {
    const { bands } = this;
    if (!this.width) return;
    const wanted = new Map();
    const [from, to] = [this.top - AHEAD_PX, this.top + this.height + AHEAD_PX];
    for (let place = bands.at(from); place < bands.order.length && bands.tops[place] < to; place += 1) {
      wanted.set(bands.order[place], this.rowsBetween(bands.order[place], from - bands.tops[place], to - bands.tops[place]));
    }
    this.keepPinned(wanted);
    this.releaseOthers(wanted);
    for (const [group, rows] of wanted) this.place(group, rows, anew);
  }

  // The photos of a band that stand between these heights of it: [row, place among those shown].
  rowsBetween(group, from, to) {
    const { bands } = this;
    const shown = bands.shown(group);
    const line = bands.tall + TILE_GAP;
    const first = Math.max(0, Math.floor((from - HEAD_TALL) / line)) * bands.columns;
    const end = Math.min(shown.length, Math.max(0, Math.ceil((to - HEAD_TALL) / line)) * bands.columns);
    const rows = [];
    for (let place = first; place < end; place += 1) rows.push([shown[place], place]);
    return rows;
  }

  keepPinned(wanted) {
    const group = this.pinned < 0 ? -1 : this.groupOf?.[this.pinned] ?? -1;
    if (group < 0 || (this.bands.places[group] ?? -1) < 0) return;
    const rows = wanted.get(group) ?? [];
    const place = this.bands.shown(group).indexOf(this.pinned);
    if (place >= 0 && !rows.some(([row]) => row === this.pinned)) rows.push([this.pinned, place]);
    wanted.set(group, rows);
  }

  releaseOthers(wanted) {
    for (const [group, band] of this.bandsShown) {
      const rows = new Set(wanted.get(group)?.map(([row]) => row));
      for (const row of band.tiles.keys()) if (!rows.has(row)) this.releaseTile(band, row);
      if (!wanted.has(group)) this.releaseBand(group, band);
    }
  }

  releaseTile(band, row) {
    const tile = band.tiles.get(row);
    band.tiles.delete(row);
    tile.remove();
    tile.removeAttribute("id");
    forgetTile(tile);
    showThumb(tile, -1, undefined);
    this.spareTiles.push(tile);
  }

  releaseBand(group, band) {
    this.bandsShown.delete(group);
    band.element.hidden = true;
    this.spareBands.push(band);
  }

  place(group, rows, anew) {
    const known = this.bandsShown.get(group);
    const band = known ?? this.spareBands.pop() ?? this.buildBand();
    const place = this.bands.places[group];
    if (!known) this.takeBand(group, band);
    if (!known || anew) this.putBand(band, group, place);
    for (const [row, at] of rows) this.placeTile(band, row, at, anew);
  }

  buildBand() {
    const head = buildHead();
    const element_ = element("div", "band", head);
    element_.setAttribute("role", "row");
    this.sizer.append(element_);
    return { element: element_, head, tiles: new Map() };
  }

  takeBand(group, band) {
    this.bandsShown.set(group, band);
    band.element.hidden = false;
    band.element.dataset.group = group;
  }

  putBand(band, group, place) {
    band.element.style.transform = `translateY(${this.bands.tops[place]}px)`;
    band.element.setAttribute("aria-rowindex", place + 1);
    fillHead(band.head, this.head(group));
  }

  placeTile(band, row, at, anew) {
    const known = band.tiles.get(row);
    const tile = known ?? this.spareTiles.pop() ?? buildCard();
    if (!known) {
      band.tiles.set(row, tile);
      tile.id = `photo-${row}`;
      band.element.append(tile);
    }
    if (!known || anew) {
      const { columns, wide, tall } = this.bands;
      const [x, y] = [at % columns, Math.floor(at / columns)];
      tile.style.transform = `translate(${TILE_GAP + x * (wide + TILE_GAP)}px, ${HEAD_TALL + y * (tall + TILE_GAP)}px)`;
      fillCard(tile, this.card(row));
    }
    this.picture(tile, row, this.flying);
  }

  tile(row) {
    return this.bandsShown.get(this.groupOf?.[row])?.tiles.get(row);
  }

  destroy() {
    this.watcher.disconnect();
    clearTimeout(this.settling);
  }
}
