// Marks that were pressed over tiles. The browser shows each at once; Python hears of it a moment later, in order and
// once: each press has a number that only grows, and what Python has not taken up is sent again with the next one.
// Between fast presses little is drawn again, for a run of Python is never interrupted and would hold up the next
// press; when they pause, "rest" says so.
const REST_MS = 350;

class Presses extends Sender {
  constructor() {
    super(0); // what was not heard leaves with the next press
  }

  // The marks by path as they will be once Python has heard everything.
  marks(photos) {
    const marks = new Map(photos.map(({ path, mark }) => [path, mark]));
    const steps = [];
    for (const [, act, path, mark] of this.waiting) {
      if (act === "undo") {
        const step = steps.pop(); // without one Python knows what is taken back
        if (step) marks.set(...step);
      } else if (act !== "rest" && marks.get(path) !== mark) {
        steps.push([path, marks.get(path)]);
        marks.set(path, mark);
      }
    }
    return marks;
  }

  // Where the mark is that an undo would take back; null when that is for Python to know.
  lastPath() {
    const pressed = [];
    for (const [, act, path] of this.waiting) {
      if (act === "undo") pressed.pop();
      else if (act !== "rest") pressed.push(path);
    }
    return pressed.at(-1) ?? null;
  }

  press(act, path = null, mark = null) {
    this.put(act, path, mark);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => { if (this.waiting.length) this.put("rest", null, null); }, REST_MS);
  }
}
