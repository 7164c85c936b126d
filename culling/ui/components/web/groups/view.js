// What is shown of groups: those that Python names, with verdicts, marks, keepers and reasons. What comes from Python
// disturbs nothing: not the view, not the place in the list, not what is pressed.
const lastRows = new Map(); // where one was, by sheet, for when the groups come back
const lastLarge = new Map(); // what stood large, by sheet, when Streamlit made the part anew
const ANEW_MS = 3000;

class GroupsView {
  constructor(root) {
    this.root = root;
    this.viewport = root.querySelector(".viewport");
    this.book = new GroupBook();
    this.bands = new Bands((group) => this.book.keepers[group]);
    this.book.members = (group) => this.bands.members(group);
    this.broken = new Set();
    this.row = -1;
    this.names = [];
    this.size = rememberedSize();
    this.strip = new GroupStrip(root, (name) => this.perform(name));
    this.large = new LargeView(root.querySelector(".large"), (row) => this.describe(row));
    this.large.activated = (row) => this.go(row);
    this.canvas = new GroupCanvas(this.viewport, this.bands, {
      head: (group) => this.headOf(group),
      card: (row) => this.card(row),
      picture: (tile, row, flying) => this.picture(tile, row, flying),
    });
    this.canvas.cell = this.cell;
    this.listen();
  }

  // Smaller than in the gallery, as groups stand beside the map.
  get cell() {
    return Math.round(TILE_SIZES[this.size] * 0.92);
  }

  get group() {
    return this.row < 0 ? -1 : this.book.groupOf[this.row];
  }

  // As high as the window leaves room for below where the groups begin.
  fit() {
    const top = Math.round(Math.max(40, Math.min(this.root.getBoundingClientRect().top + window.scrollY, 420)));
    this.root.style.setProperty("--height", window.innerWidth > 1000 ? `calc(100vh - ${top}px - 1.2rem)` : "72vh");
  }

  listen() {
    this.fitted = () => this.fit();
    window.addEventListener("resize", this.fitted);
    this.fit();
    this.heard = (event) => this.key(event);
    window.addEventListener("keydown", this.heard, true);
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.leaving = () => this.book.flush();
    window.addEventListener("pagehide", this.leaving);
    this.viewport.addEventListener("click", (event) => this.clicked(event));
    this.viewport.addEventListener("dblclick", (event) => event.target.closest(".tile") && this.enlarge());
    for (const chip of this.root.querySelectorAll("[data-do]")) chip.onclick = () => this.perform(chip.dataset.do);
  }

  // -- what Python says ----------------------------------------------------------------------------------------------

  // Groups come over HTTP, once; all that stands in a run is taken up with those it is of.
  async take(data) {
    this.latest = data;
    let groups;
    try {
      groups = await this.fetchGroups(data.groups);
    } catch {
      return this.strip.say("The groups could not be fetched; reload the page.");
    }
    if (this.latest === data && this.root.isConnected) this.install(data, groups);
  }

  fetchGroups(address) {
    if (this.fetching?.address !== address) {
      const answer = fetched(address).then((found) => found.json());
      this.fetching = { address, answer };
      answer.catch(() => { if (this.fetching.answer === answer) this.fetching = null; });
    }
    return this.fetching.answer;
  }

  install(data, groups) {
    const before = this.data ?? {};
    this.data = data;
    if (before.address !== data.address) this.openSheet(data);
    if (this.groups !== groups) this.learn(groups, data.count);
    if (before.verdicts !== data.verdicts) this.verdicts = unpack(data.verdicts, Uint8Array);
    if (before.reason_of !== data.reason_of) this.reasonOf = unpack(data.reason_of, Uint32Array);
    this.told = new Map(data.told);
    this.saved = new Set(data.saved);
    this.broken = new Set(data.broken);
    this.book.take(data);
    const relisted = before.groups !== data.groups || before.order !== data.order;
    if (relisted) this.relist(unpack(data.order, Uint32Array));
    this.refresh(relisted);
    this.seen();
    this.reopen(data.address);
  }

  // What stood large a moment ago, before the part was made anew, stands so again.
  reopen(address) {
    const kept = lastLarge.get(address);
    lastLarge.delete(address);
    const known = kept?.rows.every((row) => this.book.groupOf[row] >= 0);
    if (known && performance.now() < kept.until) this.look(kept.rows, kept.active);
  }

  keepLarge() {
    const { rows, active, open } = this.large;
    if (open) lastLarge.set(this.data.address, { rows, active, until: performance.now() + ANEW_MS });
  }

  openSheet(data) {
    this.photos = openRows(data.address, data.count);
    this.names = [];
    this.row = lastRows.get(data.address) ?? -1;
    const { photos } = this;
    photos.paths().then((paths) => {
      if (photos !== this.photos) return;
      this.names = paths;
      this.refresh(false);
    }, () => this.strip.say("The names of the photos could not be fetched; reload the page."));
  }

  learn(groups, count) {
    this.groups = groups;
    this.bands.learn(groups);
    this.base = new Map();
    const groupOf = new Int32Array(count).fill(-1);
    for (let group = 0; group + 1 < groups.starts.length; group += 1) {
      for (const row of this.bands.members(group)) groupOf[row] = group;
    }
    groups.rows.forEach((row, place) => this.base.set(row, groups.reasons[place]));
    this.book.groupOf = groupOf;
    this.canvas.groupOf = groupOf;
  }

  // Another list: the photo one is at stays, else one stays at the same place of the list.
  relist(order) {
    const place = Math.max(0, this.bands.places[this.group] ?? 0);
    this.bands.list(order);
    const listed = this.group >= 0 && this.bands.places[this.group] >= 0;
    if (!listed) this.row = order.length ? this.bands.shown(order[Math.min(place, order.length - 1)])[0] : -1;
    this.viewport.setAttribute("aria-rowcount", order.length);
    this.canvas.show();
  }

  // -- what is seen ---------------------------------------------------------------------------------------------------

  name(row) {
    return this.names[row]?.split("/").at(-1) ?? "";
  }

  reason(row) {
    return this.book.reason(row) ?? this.told.get(row) ?? this.base.get(row) ?? "";
  }

  describe(row) {
    const broken = this.broken.has(row) ? this.data.reasons[this.reasonOf[row]] ?? "" : null;
    const keeper = keeperWord({ keeper: this.book.isKeeper(row), chosen: this.book.chosen.has(row) });
    const name = [this.name(row), keeper].filter(Boolean).join(" · ");
    return { name, verdict: this.verdicts[row], mark: this.book.codes[row], broken };
  }

  card(row) {
    const mark = this.book.codes[row];
    return {
      row, path: this.names[row] ?? "", name: this.name(row), line: this.reason(row), why: this.data.reasons[this.reasonOf[row]] ?? "",
      verdict: this.verdicts[row], mark, current: row === this.row, selected: row === this.row,
      keeper: this.book.isKeeper(row), chosen: this.book.chosen.has(row), saved: !mark && this.saved.has(row),
    };
  }

  headOf(number) {
    const { reach, since, until } = this.groups;
    const members = this.bands.members(number);
    const marked = members.reduce((count, row) => count + (this.book.codes[row] > 0), 0);
    return {
      number, size: members.length, marked, reach: reach[number], since: since[number], until: until[number],
      large: this.bands.isLarge(number), closed: this.bands.isClosed(number),
    };
  }

  picture(tile, row, flying) {
    if (flying && tile.shownRow !== row) return showThumb(tile, row, undefined);
    showThumb(tile, row, this.broken.has(row) ? "" : this.photos.picture("thumb", row), () => {});
  }

  refresh(reveal = true) {
    const { bands } = this;
    if (reveal) this.canvas.reveal(this.group, this.row);
    this.canvas.draw(true);
    const here = this.canvas.tile(this.row);
    if (here) this.viewport.setAttribute("aria-activedescendant", here.id);
    else this.viewport.removeAttribute("aria-activedescendant");
    this.root.classList.toggle("bare", !bands.order.length);
    this.root.querySelector(".nothing p").textContent = bands.order.length ? "" : this.data.empty;
    const [decided, photos] = this.counted();
    this.strip.progress(decided, bands.order.length, photos, this.canUndo());
    if (this.large.open) this.lookOn();
    if (this.row >= 0) lastRows.set(this.data.address, this.row);
  }

  counted() {
    let [decided, photos] = [0, 0];
    for (const group of this.bands.order) {
      decided += !this.book.undecided(group);
      photos += this.bands.size(group);
    }
    return [decided, photos];
  }

  canUndo() {
    return this.book.steps.length > 0 || this.data.can_undo;
  }

  seen() {
    if (this.firstSeen) return;
    this.firstSeen = true;
    if (this.row >= 0) this.strip.say("A accepts a group · G makes a photo its keeper · K M R mark · ? all keys");
    painted((end) => performance.measure("culling-first-group", { start: this.born, end }));
  }
}
