// At which distance photos join, as bars, and the distance at which they are grouped, as a line that is dragged or moved
// by keys. Every move groups anew, here; letting go tells Python, once.
const JOIN_BARS = 96;
const JOIN_STEP = 0.01; // as the slider above the map
const JOIN_PAUSE_MS = 250;

class Joining {
  // `act` is { moved(distance), settled(distance) }.
  constructor(element, act) {
    Object.assign(this, { element, act, distance: 0, high: 1, joins: null, grip: null, before: null, timer: null });
    this.canvas = element.querySelector("canvas");
    this.line = element.querySelector(".cut");
    this.plot = element.querySelector(".plot");
    this.ticks = element.querySelector(".ticks");
    this.words = element.querySelector(".words");
    this.line.onkeydown = (event) => this.key(event);
    this.line.onblur = () => this.settle();
    this.plot.onpointerdown = (event) => this.take(event);
    this.plot.onpointermove = (event) => this.drag(event);
    this.plot.onpointerup = () => this.release();
    this.plot.onpointercancel = () => this.giveBack();
  }

  get busy() {
    return this.grip !== null || this.timer !== null;
  }

  show(joins, distance) {
    this.element.hidden = joins === null;
    if (!joins) return;
    const wanted = Math.min(1, Math.max(Math.ceil(joins.longest * 20) / 20, Math.ceil(distance * 10) / 10, 0.1));
    if (this.joins !== joins || this.high !== wanted) this.bars = joins.histogram(wanted, JOIN_BARS);
    Object.assign(this, { joins, high: wanted });
    this.put(distance);
  }

  put(distance) {
    this.distance = distance;
    this.line.style.left = `${Math.min(distance / this.high, 1) * 100}%`;
    this.line.setAttribute("aria-valuemax", this.high);
    this.line.setAttribute("aria-valuenow", distance);
    this.draw();
  }

  say({ groups, photos, alone }) {
    const words = `${counted(groups)} ${groups === 1 ? "group" : "groups"} of ${counted(photos)} photos, ${counted(alone)} alone`;
    this.words.textContent = words;
    this.line.setAttribute("aria-valuetext", `distance ${brief(this.distance)}: ${words}`);
    this.element.querySelector(".now").textContent = String(Number(this.distance.toFixed(6)));
  }

  draw() {
    if (!this.joins) return;
    const dots = fitCanvas(this.canvas);
    const context = this.canvas.getContext("2d");
    const { width, height } = this.canvas;
    const style = getComputedStyle(this.element);
    const [joined, apart] = ["--st-primary-color", "--st-gray-color"].map((name) => style.getPropertyValue(name).trim());
    const most = Math.log1p(Math.max(...this.bars, 1));
    context.clearRect(0, 0, width, height);
    this.bars.forEach((count, bar) => {
      if (!count) return;
      const [from, to] = [bar, bar + 1].map((edge) => Math.round((edge * width) / JOIN_BARS));
      const tall = Math.max((Math.log1p(count) / most) * height, 2 * dots);
      context.fillStyle = ((bar + 0.5) / JOIN_BARS) * this.high <= this.distance ? joined : apart;
      context.fillRect(from, height - tall, Math.max(to - from - dots, 1), tall);
    });
    if (this.ticked !== `${this.high} ${this.plot.clientWidth}`) this.drawTicks();
  }

  drawTicks() {
    this.ticked = `${this.high} ${this.plot.clientWidth}`;
    const axis = { low: 0, high: this.high, log: false };
    this.ticks.replaceChildren(...ticks(axis, Math.max(2, Math.min(10, this.plot.clientWidth / 60))).map(([value, text]) => {
      const tick = madeOf("span", "", text);
      tick.style.left = `${(value / this.high) * 100}%`;
      return tick;
    }));
  }

  // -- pointer and keys ---------------------------------------------------------------------------------------------

  take(event) {
    if (event.button !== 0 || !this.joins) return;
    event.preventDefault();
    this.settle();
    const box = this.plot.getBoundingClientRect();
    const line = box.left + Math.min(this.distance / this.high, 1) * box.width;
    const near = Math.abs(event.clientX - line) < 14;
    Object.assign(this, { grip: near ? event.clientX - line : 0, before: this.distance });
    this.plot.setPointerCapture(event.pointerId);
    this.line.focus({ preventScroll: true });
    if (!near) this.drag(event);
  }

  drag(event) {
    if (this.grip === null) return;
    const box = this.plot.getBoundingClientRect();
    const place = Math.min(Math.max((event.clientX - this.grip - box.left) / box.width, 0), 1);
    this.move(Math.round((place * this.high) / JOIN_STEP) * JOIN_STEP);
  }

  release() {
    if (this.grip === null) return;
    this.grip = null;
    if (this.distance !== this.before) this.act.settled(this.distance);
  }

  giveBack() {
    if (this.grip === null) return;
    this.grip = null;
    this.move(this.before);
  }

  move(distance) {
    const tidy = Number(Math.min(Math.max(distance, 0), 1).toFixed(6));
    if (tidy === this.distance) return;
    this.put(tidy);
    this.act.moved(tidy);
  }

  key(event) {
    if (event.key === "Escape" && this.grip !== null) return this.giveBack();
    if (event.ctrlKey || event.metaKey || event.altKey || this.grip !== null || !this.joins) return;
    const way = { ArrowRight: 1, ArrowUp: 1, PageUp: 10, ArrowLeft: -1, ArrowDown: -1, PageDown: -10 }[event.key];
    const end = { Home: 0, End: this.high }[event.key];
    if (way === undefined && end === undefined) return;
    event.preventDefault();
    if (end !== undefined) this.move(end);
    else this.move(event.shiftKey ? this.nextJoin(Math.sign(way)) : this.distance + way * JOIN_STEP);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), JOIN_PAUSE_MS);
  }

  // The distance at which the next photo joins, or at which the last one that joined has just left.
  nextJoin(way) {
    const { joins } = this;
    const upTo = joins.upTo(this.distance);
    if (way > 0) return upTo < joins.lengths.length ? Number(joins.lengths[upTo].toFixed(6)) : this.distance;
    let at = upTo - 1;
    while (at >= 0 && joins.lengths[at] >= joins.lengths[Math.max(upTo - 1, 0)]) at -= 1;
    return at >= 0 ? Number(joins.lengths[at].toFixed(6)) : 0;
  }

  settle() {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.act.settled(this.distance);
  }
}
