// What a pointer does over the photo with a tool: draws a rectangle or a loop, moves or sizes the rectangle, or points
// at a place (a click). With the tool "move" the loupe pans by itself.
const HAND_REACH = { mouse: 9, pen: 12, touch: 22 }; // CSS px around a handle
const HAND_CURSORS = ["nwse-resize", "nesw-resize", "nwse-resize", "nesw-resize", "ns-resize", "ew-resize", "ns-resize", "ew-resize"];

class Hand {
  // pane: the loupe's; told: { tool(), region(), at(), drawn(region), done(region), click(place) }
  constructor(pane, told) {
    Object.assign(this, { pane, told, drag: null });
    const { view } = pane;
    view.addEventListener("pointerdown", (event) => this.down(event), true);
    view.addEventListener("pointermove", (event) => this.moved(event), true);
    view.addEventListener("pointerup", (event) => this.up(event), true);
    view.addEventListener("pointercancel", () => this.drop(), true);
    view.addEventListener("dblclick", (event) => { if (this.told.tool() !== "move") event.stopPropagation(); }, true);
  }

  place(event) {
    const at = this.told.at();
    const { left, top } = this.pane.view.getBoundingClientRect();
    return [(event.clientX - left - at.left) / at.width, (event.clientY - top - at.top) / at.height];
  }

  // Which handle of the rectangle is under the pointer; 8 for its inside, −1 for none.
  handle(event) {
    const box = this.told.region()?.box;
    if (!box || this.told.tool() !== "rectangle") return -1;
    const [x, y] = this.place(event);
    const { width, height } = this.told.at();
    const reach = HAND_REACH[event.pointerType] ?? HAND_REACH.mouse;
    const away = SHAPE_CORNERS.map(([across, down]) => Math.hypot((x - box[0] - across * box[2]) * width, (y - box[1] - down * box[3]) * height));
    const near = away.indexOf(Math.min(...away));
    if (away[near] <= reach) return near;
    return x > box[0] && y > box[1] && x < box[0] + box[2] && y < box[1] + box[3] ? 8 : -1;
  }

  down(event) {
    const { view, map } = this.pane;
    if (event.button !== 0 || !this.pane.shown || (!map.hidden && map.contains(event.target))) return;
    const tool = this.told.tool();
    const start = this.place(event);
    this.drag = { tool, start, last: start, id: event.pointerId, from: [event.clientX, event.clientY], far: false };
    if (tool === "move") return; // the loupe's own
    event.stopPropagation();
    event.preventDefault();
    view.closest("[tabindex]")?.focus({ preventScroll: true });
    view.setPointerCapture(event.pointerId);
    Object.assign(this.drag, { handle: this.handle(event), box: this.told.region()?.box, points: [start] });
  }

  moved(event) {
    const { drag } = this;
    if (!drag || drag.id !== event.pointerId) {
      if (event.buttons === 0) this.hover(event);
      return;
    }
    drag.far ||= Math.hypot(event.clientX - drag.from[0], event.clientY - drag.from[1]) > SHAPE_LEAST;
    if (drag.tool === "move") return;
    event.stopPropagation();
    for (const step of event.getCoalescedEvents?.() ?? [event]) drag.points.push(this.place(step));
    drag.last = this.place(event);
    if (drag.far) this.told.drawn(this.shape());
  }

  shape() {
    const { tool, start, last, handle, box, points } = this.drag;
    if (tool === "lasso") {
      const at = this.told.at();
      return shapeLoop(points, 1 / at.height, at.width / at.height);
    }
    if (handle === 8) return shapeMoved(box, last[0] - start[0], last[1] - start[1]);
    if (handle < 0) return shapeBetween(start, last);
    const [across, down] = SHAPE_CORNERS[handle];
    const [left, top, right, bottom] = [box[0], box[1], box[0] + box[2], box[1] + box[3]];
    const x = across === 0.5 ? [left, right] : [across ? left : right, last[0]];
    const y = down === 0.5 ? [top, bottom] : [down ? top : bottom, last[1]];
    return shapeBetween([x[0], y[0]], [x[1], y[1]]);
  }

  up(event) {
    const { drag } = this;
    if (!drag || drag.id !== event.pointerId) return;
    const shape = drag.far && drag.tool !== "move" ? this.shape() : null;
    this.drag = null;
    if (drag.tool !== "move") event.stopPropagation();
    if (shape && this.counts(shape)) this.told.done(shape);
    else if (!drag.far) this.told.click(drag.start);
    else this.told.drawn(null);
  }

  // Not a line, and not a loop of two points.
  counts(shape) {
    return shape.box ? shape.box[2] > 0 && shape.box[3] > 0 : shape.points.length > 2;
  }

  drop() {
    if (!this.drag) return false;
    this.drag = null;
    this.told.drawn(null);
    return true;
  }

  hover(event) {
    const tool = this.told.tool();
    const handle = this.handle(event);
    this.pane.view.style.cursor = tool === "move" ? "" : handle === 8 ? "move" : handle >= 0 ? HAND_CURSORS[handle] : "crosshair";
  }
}
