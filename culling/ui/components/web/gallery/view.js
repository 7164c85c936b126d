// What a gallery shows: the rows that Python names, their verdicts and marks, as tiles and as numbers above them. What
// comes from Python disturbs nothing: not the view, not the place in the list, not the selection, not what is pressed.
class GalleryView {
  constructor(root) {
    this.root = root;
    this.born = performance.now();
    this.viewport = root.querySelector(".viewport");
    this.marks = new Marks();
    this.list = new PhotoList();
    this.data = {};
    this.words = "";
    this.names = [];
    this.size = rememberedSize();
    this.strip = new GalleryStrip(root, { act: (name) => this.perform(name), filter: (text) => this.filter(text) });
    this.large = new LargeView(root.querySelector(".large"), (row) => this.describe(row));
    this.large.activated = (row) => this.arrive(this.list.place(row));
    this.grid = new Grid(this.viewport, {
      fill: (tile, place) => fillTile(tile, this.tile(place)),
      picture: (tile, place, flying) => this.picture(tile, place, flying),
    });
    this.grid.cell = TILE_SIZES[this.size];
    this.listen();
  }

  // As high as the window leaves room for below where the gallery begins; in a narrow one the panel stands below.
  fit() {
    const top = Math.round(Math.max(40, Math.min(this.root.getBoundingClientRect().top, 420)));
    this.root.style.setProperty("--height", window.innerWidth > 1000 ? `calc(100vh - ${top}px - 1.2rem)` : "68vh");
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
    const goes = data.go[0] > (before.go?.[0] ?? -1) || before.address !== data.address; // other rows: by the photo
    if (moved || before.value !== data.value) this.arrange(goes ? data.go[1] : undefined);
    else if (goes && this.list.place(data.go[1]) >= 0) this.list.go(this.list.place(data.go[1]));
    this.showValues(data.value);
    this.root.dataset.onward = data.onward;
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
    this.root.classList.toggle("bare", !list.shown.length);
    this.root.querySelector(".nothing button").hidden = !this.words;
    this.root.querySelector(".nothing p").textContent = list.shown.length ? "" : emptyWords(this);
    this.strip.progress(this.marks.count(list.order), list.order.length, list.shown.length, this.canUndo());
    if (!this.data.summary) this.strip.finish.hidden = true;
    this.strip.choose(list.selected.size);
    if (this.large.open) this.lookOn();
  }

  canUndo() {
    return this.marks.steps.length > 0 || this.data.can_undo;
  }
}

function shortNumber(value) {
  return Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}
