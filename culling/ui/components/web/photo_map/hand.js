// The pointer over the map: loop, box, move; wheel and two fingers zoom. What is drawn is told as a closed line of places.
const LEAST_MOVE = 4; // pixels; less is a click
const LINE_STEP = 3;
const WHEEL_STEP = 0.0016;

class Hand {
  // `act` is { line(places, how), click(place, how), hover(place), leave(), pan(x, y), zoom(factor, x, y), drawing(line) };
  // `how` is "set", "add" or "take".
  constructor(stage, act) {
    Object.assign(this, { stage, act, tool: "loop", fingers: new Map(), drag: null, space: false });
    stage.addEventListener("pointerdown", (event) => this.down(event));
    stage.addEventListener("pointermove", (event) => this.move(event));
    stage.addEventListener("pointerup", (event) => this.up(event));
    stage.addEventListener("pointercancel", (event) => this.cancel(event));
    stage.addEventListener("pointerleave", () => act.leave());
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("auxclick", (event) => event.preventDefault());
  }

  at(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    if (event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.at(event));
    this.stage.focus({ preventScroll: true });
    if (this.fingers.size > 1) return this.giveUp(); // two fingers zoom and draw nothing
    const moving = this.tool === "move" || event.button === 1 || this.space;
    const how = event.shiftKey ? "add" : event.altKey ? "take" : "set";
    this.drag = { moving, how, line: [this.at(event)], far: false };
    return undefined;
  }

  move(event) {
    const now = this.at(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) return this.act.hover(now);
    if (this.fingers.size > 1) this.pinch(event.pointerId, now);
    else if (this.drag) this.follow(now, before);
    this.fingers.set(event.pointerId, now);
    return undefined;
  }

  follow([x, y], [wasX, wasY]) {
    const { drag } = this;
    const [startX, startY] = drag.line[0];
    drag.far ||= Math.hypot(x - startX, y - startY) >= LEAST_MOVE;
    if (!drag.far) return;
    this.act.leave();
    if (drag.moving) return void this.act.pan(x - wasX, y - wasY);
    const [lastX, lastY] = drag.line.at(-1);
    if (this.tool === "box") drag.line = [[startX, startY], [x, startY], [x, y], [startX, y]];
    else if (Math.hypot(x - lastX, y - lastY) >= LINE_STEP) drag.line.push([x, y]);
    if (this.tool === "box") drag.line.length = 4;
    this.act.drawing(drag.line);
  }

  pinch(finger, [x, y]) {
    const [, other] = [...this.fingers].find(([id]) => id !== finger);
    const [wasX, wasY] = this.fingers.get(finger);
    const apart = Math.hypot(x - other[0], y - other[1]);
    const was = Math.hypot(wasX - other[0], wasY - other[1]);
    this.act.pan((x - wasX) / 2, (y - wasY) / 2);
    if (was > 0) this.act.zoom(apart / was, (x + other[0]) / 2, (y + other[1]) / 2);
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { drag } = this;
    this.giveUp();
    if (!drag) return;
    if (this.space) this.panned = true;
    if (!drag.far) {
      if (!drag.moving || this.tool === "move") this.act.click(drag.line[0], drag.how);
    } else if (!drag.moving && drag.line.length > 2) this.act.line(drag.line, drag.how);
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    this.giveUp();
  }

  giveUp() {
    this.drag = null;
    this.act.drawing(null);
  }

  wheel(event) {
    if (event.ctrlKey === false && Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    this.act.zoom(Math.exp(-pixels * WHEEL_STEP * (event.ctrlKey ? 5 : 1)), ...this.at(event));
  }
}
