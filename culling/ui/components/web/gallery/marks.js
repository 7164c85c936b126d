// What a person decides, as the browser knows it: a mark per row, the steps that can be undone, and what Python has not
// taken up yet. A press counts at once here; Python hears it a moment later, in order and once. When Python's word
// comes, what it had not heard is done again on top of it, so that nothing is lost and nothing is done twice.
// Python keeps the same book by the same rules (culling/ui/marking.py).
const SEND_EVERY_MS = 120;
const SEND_AGAIN_MS = 1500; // when no answer came

class Marks {
  constructor() {
    this.codes = new Uint8Array();
    this.steps = [];
    this.waiting = []; // [number, sheet, "mark", rows, mark, …] or [number, sheet, "undo"]
    this.heard = 0;
    this.last = 0;
    this.send = null;
    this.timer = null;
    this.unsent = false;
  }

  take({ sheet, marks, undo, heard }) {
    this.sheet = sheet;
    this.codes = typeof marks === "string" ? unpack(marks, Uint8Array) : marks;
    this.steps = undo.map(([rows, was, set]) => ({ rows, was, set }));
    this.heard = heard;
    this.waiting = this.waiting.filter(([number]) => number > heard);
    if (!this.waiting.length) clearTimeout(this.again);
    for (const press of this.waiting) this.act(press);
  }

  // Rows whose mark this changes.
  mark(rows, code) {
    const changed = rows.filter((row) => this.codes[row] !== code);
    this.press("mark", [...rows], MARKS[code]);
    return changed;
  }

  // Rows of the step that is taken back; none when there is none here. Python may know older ones.
  undo() {
    const rows = this.steps.at(-1)?.rows ?? [];
    this.press("undo");
    return rows;
  }

  press(...what) {
    this.last = nextNumber(this.last, this.heard);
    const press = [this.last, this.sheet, ...what];
    this.waiting.push(press);
    this.act(press);
    this.unsent = true;
    if (this.timer === null) this.flush();
  }

  // The first press leaves at once, those that follow it closely leave together.
  flush() {
    this.timer = null;
    if (!this.unsent) return;
    this.unsent = false;
    this.send?.(this.waiting);
    this.timer = setTimeout(() => this.flush(), SEND_EVERY_MS);
    this.insist();
  }

  // An answer may be lost between the two; the same again would be no news, so the time is added.
  insist() {
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      if (!this.waiting.length) return;
      this.send?.([...this.waiting, [Date.now()]]);
      this.insist();
    }, SEND_AGAIN_MS);
  }

  act([, sheet, kind, ...said]) {
    if (sheet !== this.sheet) return; // rows of a table that is no longer shown: Python knows which photos they were
    if (kind === "undo") return this.takeBack(this.steps.pop());
    const step = { rows: [], was: [], set: [] };
    for (let place = 0; place < said.length; place += 2) this.set(said[place], MARKS.indexOf(said[place + 1]), step);
    if (step.rows.length) this.steps.push(step);
  }

  set(rows, code, step) {
    for (const row of rows) {
      if (this.codes[row] === code) continue;
      step.rows.push(row);
      step.was.push(this.codes[row]);
      step.set.push(code);
      this.codes[row] = code;
    }
  }

  takeBack(step) {
    step?.rows.forEach((row, place) => {
      if (this.codes[row] === step.set[place]) this.codes[row] = step.was[place]; // else another hand marked it since
    });
  }

  // How many of these rows have each mark, by code; the first is how many have none.
  count(rows) {
    const counts = new Array(MARKS.length).fill(0);
    for (const row of rows) counts[this.codes[row]] += 1;
    return counts;
  }

  destroy() {
    clearTimeout(this.timer);
    this.flush();
    clearTimeout(this.timer);
    clearTimeout(this.again);
  }
}
