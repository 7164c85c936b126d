// What is seen of the map: points, pictures where there is room, what is drawn over them. Colours follow what Python says
// and what was marked or dragged here since.
const MOVING_MS = 500;
const DRAWS_KEPT = 1000;
const RINGS_UP_TO = 2500;
const LETTERS_UP_TO = 400;

class Sight {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.over = root.querySelector("canvas.over");
    this.space = new Space();
    this.axes = new Frame(root.querySelector("canvas.frame"));
    this.painter = new Painter(root.querySelector("canvas.points"));
    this.card = new Card(root.querySelector(".card"));
    Object.assign(this, { cursor: -1, under: -1, line: null, count: 0, pictured: true, frame: 0, keepers: null });
  }

  start(count) {
    const empty = { inks: new Uint32Array(count), tiers: new Uint8Array(count), alone: new Uint8Array(count) };
    Object.assign(this, empty, { count, selected: new Uint8Array(count), chosen: 0, cursor: -1, under: -1, groupColours: new Map() });
    this.pictures = new Pictures((row) => this.rows.picture("thumb", row), () => this.draw());
    this.card.hide();
  }

  // As high as the window leaves room for between what is above and what is below.
  fit() {
    const top = Math.round(Math.min(this.stage.getBoundingClientRect().top + window.scrollY, 420));
    const below = this.root.querySelector(".joining").hidden ? 90 : 236;
    this.stage.style.setProperty("--height", `calc(100vh - ${top + below}px)`);
  }

  // -- where photos lie ---------------------------------------------------------------------------------------------

  lay(points, atOnce = false) {
    const { space } = this;
    const aspect = frameAspect(this.stage);
    Object.assign(this, { points });
    space.box = this.data.frame ? frameBox(aspect) : null;
    const target = this.data.frame ? framed(points, aspect) : spread(points);
    const still = atOnce || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    cancelAnimationFrame(this.moving);
    if (still || space.count !== this.count) {
      space.place(target.x, target.y, this.count);
      space.fit();
    } else this.animate(target);
    this.mapped = target.x.reduce((sum, x) => sum + !Number.isNaN(x), 0);
    this.draw();
  }

  animate(target) {
    const { space } = this;
    const [fromX, fromY, began] = [space.x, space.y, performance.now()];
    const step = () => {
      const share = Math.min((performance.now() - began) / MOVING_MS, 1);
      const eased = share * share * (3 - 2 * share);
      const between = (from, to) => (share === 1 ? to : to.map((end, row) => from[row] + (end - from[row]) * eased));
      space.place(between(fromX, target.x), between(fromY, target.y), this.count);
      space.fit();
      this.paint();
      if (share < 1) this.moving = requestAnimationFrame(step);
    };
    this.moving = requestAnimationFrame(step);
  }

  // -- colours ------------------------------------------------------------------------------------------------------

  verdictOf(row) {
    const mark = this.marks.codes[row];
    return mark ? MARK_VERDICT[mark] : this.verdicts[row];
  }

  recolour() {
    paintInks(this);
    this.retier();
  }

  retier() {
    const { tiers, alone, selected, chosen } = this;
    for (let row = 0; row < this.count; row += 1) {
      if (chosen) tiers[row] = selected[row] ? TIERS.chosen : TIERS.dim;
      else tiers[row] = alone[row] ? TIERS.alone : TIERS.plain;
    }
    this.draw();
  }

  // -- drawing ------------------------------------------------------------------------------------------------------

  draw() {
    if (this.frame || !this.data) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  paint() {
    const start = performance.now();
    const { space } = this;
    if (!this.stage.clientWidth) return; // taken off the page, or not on it yet
    const radius = pointRadius(this.mapped, space.scale / space.fitted);
    const seen = this.painter.draw(space, this.inks, this.tiers, radius, Math.max(PICTURES_AMONG, RINGS_UP_TO));
    if (this.data.frame) this.axes.draw(space, this.data.frame, (name) => this.colour(name));
    this.decorate(seen, radius);
    this.paintOver();
    this.stage.dataset.view = [space.scale, space.left, space.top].join(" ");
    if (performance.getEntriesByName("culling-map-draw").length > DRAWS_KEPT) performance.clearMeasures("culling-map-draw");
    performance.measure("culling-map-draw", { start, end: performance.now() });
  }

  // Pictures, rings around keepers, letters in points, each only where few enough photos are in view.
  decorate({ count, rows }, radius) {
    const { context } = this.painter;
    const dots = this.painter.canvas.width / Math.max(this.space.width, 1);
    context.setTransform(dots, 0, 0, dots, 0, 0);
    const shown = this.pictured && count <= PICTURES_AMONG ? this.drawPictures(context, rows, count) : new Map();
    this.pictures.fetch(shown);
    if (count <= RINGS_UP_TO && this.data.colour.by === "group" && this.keepers) this.drawRings(context, rows, shown, radius);
    if (count <= LETTERS_UP_TO && radius >= 4.5 && /verdict|mark/.test(this.data.colour.by)) this.drawLetters(context, rows, shown, radius);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  drawPictures(context, rows, count) {
    const size = pictureSize(this.space, count);
    const wanted = [this.cursor, ...rows.filter((row) => this.selected[row]), ...rows.filter((row) => this.keepers?.[row])];
    const places = arrangePictures(this.space, rows, wanted.filter((row) => rows.includes(row)), size);
    for (const [row, place] of places) {
      const picture = this.pictures.get(row);
      if (!picture) continue;
      const verdict = this.verdictOf(row);
      const about = { ink: cssOf(this.inks[row]), dim: this.tiers[row] === TIERS.dim, letter: LETTERS[verdict], verdictInk: this.verdictColours[verdict] };
      drawPicture(context, picture, place, size, about);
    }
    this.drawHidden(context, rows, places, size);
    return places;
  }

  // Points that a picture lies over are drawn over it: no photo is hidden.
  drawHidden(context, rows, places, size) {
    const radius = 3;
    const among = [...places].filter(([row]) => this.pictures.get(row)).map(([, place]) => place);
    for (const row of rows) {
      if (places.has(row)) continue;
      const [x, y] = this.space.onScreen(row);
      if (!among.some(([left, top]) => Math.abs(left - x) < size / 2 && Math.abs(top - y) < size / 2)) continue;
      context.globalAlpha = this.tiers[row] === TIERS.dim ? 0.3 : 1;
      context.fillStyle = cssOf(this.inks[row]);
      context.strokeStyle = this.colour("--st-background-color");
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  drawRings(context, rows, shown, radius) {
    context.strokeStyle = this.colour("--st-text-color");
    context.lineWidth = 1.5;
    for (const row of rows) {
      if (!this.keepers[row] || shown.has(row) || this.tiers[row] === TIERS.dim) continue;
      const [x, y] = this.space.onScreen(row);
      context.beginPath();
      context.arc(x, y, radius + 2, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  drawLetters(context, rows, shown, radius) {
    context.fillStyle = "#000";
    context.font = `700 ${Math.round(radius * 1.5)}px system-ui, sans-serif`;
    Object.assign(context, { textAlign: "center", textBaseline: "middle" });
    for (const row of rows) {
      const verdict = this.data.colour.by === "mark" ? MARK_VERDICT[this.marks.codes[row]] : this.verdictOf(row);
      if (verdict < 0 || shown.has(row) || this.tiers[row] === TIERS.dim) continue;
      const [x, y] = this.space.onScreen(row);
      context.fillText(LETTERS[verdict], x, y + 0.5);
    }
  }

  colour(name) {
    return getComputedStyle(this.root).getPropertyValue(name).trim() || "#888";
  }

  // The line being drawn, the photo under the pointer, the one that the keys are at, the one whose likes are shown.
  paintOver() {
    const dots = fitCanvas(this.over);
    const context = this.over.getContext("2d");
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, this.space.width, this.space.height);
    const [primary, text] = ["--st-primary-color", "--st-text-color"].map((name) => this.colour(name));
    this.ring(context, this.data.like, primary, [3, 2], 11);
    this.ring(context, this.under, text, [], 9);
    this.ring(context, this.cursor, primary, [], 13);
    if (!this.line) return;
    Object.assign(context, { strokeStyle: primary, fillStyle: `color-mix(in srgb, ${primary} 14%, transparent)`, lineWidth: 1.5 });
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const [x, y] of this.line) context.lineTo(x, y);
    context.closePath();
    context.fill();
    context.stroke();
  }

  ring(context, row, colour, dash, radius) {
    if (!this.space.has(row)) return;
    context.strokeStyle = colour;
    context.lineWidth = 2.5;
    context.setLineDash(dash);
    context.beginPath();
    context.arc(...this.space.onScreen(row), radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

function cssOf(ink) {
  return `rgb(${ink & 255} ${(ink >> 8) & 255} ${(ink >> 16) & 255})`;
}
