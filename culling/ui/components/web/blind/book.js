// What is still to be labelled and what was said, as the browser knows it, and what Python has not taken up yet. A press
// counts at once here; Python hears it a moment later, in order and once. When Python's word comes, what it had not
// heard is done again on top of it, so that no label is lost and none is written twice.
// Python keeps the same book by the same rules (culling/ui/labelling.py).
const BLIND_ACTS = ["keep", "reject", "skip"];

class BlindBook extends Sender {
  constructor() {
    super();
    Object.assign(this, { queue: [], steps: [] });
  }

  take({ draw, queue, steps, heard }) {
    this.draw = draw;
    this.queue = [...unpack(queue, Uint32Array)];
    this.steps = Array.from(unpack(steps, Uint32Array), (code) => [code >>> 2, BLIND_ACTS[code & 3]]);
    this.hear(heard);
    for (const press of this.waiting) this.act(press);
  }

  // The item that is shown; undefined when nothing is left.
  get current() {
    return this.queue[0];
  }

  press(what, item = 0) {
    this.put(this.draw, what, item);
  }

  act([, draw, what, item]) {
    if (draw !== this.draw) return;
    if (what === "undo") this.takeBack(item);
    else if (BLIND_ACTS.includes(what)) this.answer(what, item);
  }

  answer(what, item) {
    const at = this.queue.indexOf(item);
    if (at < 0 || (what === "skip" && this.queue.length === 1)) return;
    this.queue.splice(at, 1);
    this.steps.push([item, what]);
    if (what === "skip") this.queue.push(item);
  }

  takeBack(item) {
    if (this.steps.at(-1)?.[0] !== item) return;
    this.steps.pop();
    this.queue = [item, ...this.queue.filter((other) => other !== item)];
  }
}
