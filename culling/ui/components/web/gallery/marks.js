// What a person decides, as the browser knows it: a mark per row, the steps that can be undone, and what Python has not
// taken up yet. A press counts at once here; Python hears it a moment later, in order and once. When Python's word
// comes, what it had not heard is done again on top of it, so that nothing is lost and nothing is done twice.
// Python keeps the same book by the same rules (culling/ui/marking.py).
class Marks extends Sender {
  constructor() {
    super();
    this.codes = new Uint8Array();
    this.steps = [];
  }

  take({ sheet, marks, undo, heard }) {
    this.sheet = sheet;
    this.codes = typeof marks === "string" ? unpack(marks, Uint8Array) : marks;
    this.steps = undo.map(([rows, was, set]) => ({ rows, was, set }));
    this.hear(heard);
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

  // "mark", rows, mark, …; or "undo".
  press(...what) {
    this.put(this.sheet, ...what);
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
}
