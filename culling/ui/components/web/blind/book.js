// What is still to be labelled and what was said, as the browser knows it, and what Python has not taken up yet. A press
// counts at once here; Python hears it a moment later, in order and once. When Python's word comes, what it had not
// heard is done again on top of it, so that no label is lost and none is written twice.
// Python keeps the same book by the same rules (culling/ui/labelling.py).
const SEND_EVERY_MS = 120;
const SEND_AGAIN_MS = 1500; // when no answer came
const BLIND_ACTS = ["keep", "reject", "skip"];

class BlindBook {
  constructor() {
    Object.assign(this, { queue: [], steps: [], waiting: [], heard: 0, last: 0, timer: null, unsent: false, send: null });
  }

  take({ draw, queue, steps, heard }) {
    this.draw = draw;
    this.queue = [...unpack(queue, Uint32Array)];
    this.steps = Array.from(unpack(steps, Uint32Array), (code) => [code >>> 2, BLIND_ACTS[code & 3]]);
    this.heard = heard;
    this.waiting = this.waiting.filter(([number]) => number > heard);
    if (!this.waiting.length) clearTimeout(this.again);
    for (const press of this.waiting) this.act(press);
  }

  // The item that is shown; undefined when nothing is left.
  get current() {
    return this.queue[0];
  }

  press(what, item = 0) {
    this.last = nextNumber(this.last, this.heard);
    const press = [this.last, this.draw, what, item];
    this.waiting.push(press);
    this.act(press);
    this.unsent = true;
    if (this.timer === null) this.flush();
  }

  act([, draw, what, item]) {
    if (draw !== this.draw) return;
    if (what === "undo") this.takeBack(item);
    else if (BLIND_ACTS.includes(what)) this.put(what, item);
  }

  put(what, item) {
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

  // The first press leaves at once, those that follow it closely leave together.
  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.unsent) return;
    this.unsent = false;
    this.send?.([...this.waiting]);
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

  destroy() {
    this.flush();
    clearTimeout(this.timer);
    clearTimeout(this.again);
  }
}
