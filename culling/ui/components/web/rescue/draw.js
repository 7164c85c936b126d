// The photo on which a region is drawn. What a person does is numbered and sent until Python has heard it:
// [number, "region", region or null], [number, "look", [x, y]], [number, "undo"], [number, "redo"].
const DRAW_TOOLS = { r: "rectangle", l: "lasso", m: "move" };
const DRAW_REST_MS = 450; // keys that follow each other faster are one change
const DRAW_STEP = 0.01; // of the photo's longer side, for one arrow key
const drawings = new WeakMap();

class Drawing {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.loupe = makeLoupe(this.stage);
    this.tool = "rectangle";
    this.waiting = [];
    this.last = 0;
    root.addEventListener("keydown", (event) => this.key(event));
    rescueButtons(root, this.loupe, { tool: (tool) => this.choose(tool), act: (act) => { if (act === "whole") this.press("region", null); } });
    this.leaving = () => this.settle();
    window.addEventListener("pagehide", this.leaving);
  }

  take(data) {
    const before = this.data;
    this.data = data;
    this.waiting = this.waiting.filter(([number]) => number > data.heard);
    if (before?.photo.key !== data.photo.key) this.nudged = this.drawn = null;
    const kind = data.region?.kind;
    if (kind !== before?.region?.kind && (kind === "rectangle" || kind === "lasso")) this.tool = kind; // chosen beside it
    this.loupe.show([data.photo]);
    if (!this.canvas) this.begin();
    if (data.mask !== before?.mask) this.fetchMask(data.mask);
    rescueWished(this.loupe, before, data);
    this.tell();
    this.paint();
  }

  begin() {
    [this.pane] = this.loupe.panes;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "shade";
    this.canvas.setAttribute("aria-hidden", "true");
    this.pane.layer.after(this.canvas);
    this.shade = new Shade(this.canvas);
    this.pane.painted = () => this.paint();
    this.hand = new Hand(this.pane, {
      tool: () => this.tool,
      region: () => this.region,
      at: () => this.at,
      drawn: (region) => { this.drawn = region; this.paint(); },
      done: (region) => { this.drawn = null; this.press("region", region); },
      click: (place) => this.look(place),
    });
  }

  // What is seen: what is being drawn, what was not heard yet, what Python says.
  get region() {
    const sent = this.waiting.findLast(([, what]) => what === "region");
    return this.drawn ?? this.nudged ?? (sent ? sent[2] : this.data.region);
  }

  // Where the photo lies in its view, CSS px.
  get at() {
    const [left, top] = this.pane.origin;
    const { width, height } = this.pane.shown;
    const { scale } = this.pane;
    return { left, top, width: width * scale, height: height * scale };
  }

  paint() {
    if (!this.pane?.shown || !this.pane.box.width) return;
    const { background, feather, frame } = this.data;
    const { width, height } = this.pane.box;
    const drawing = Boolean(this.drawn);
    const handles = this.tool === "rectangle";
    this.shade.paint(this.at, [width, height], { region: this.region, background, feather, mask: this.mask, frame, drawing, handles });
  }

  async fetchMask(mask) {
    this.mask = null;
    if (!mask) return;
    const bytes = await fetch(mask.address).then((answer) => (answer.ok ? answer.arrayBuffer() : null)).catch(() => null);
    if (!bytes || bytes.byteLength !== mask.width * mask.height || this.data.mask?.address !== mask.address) return;
    const picture = new ImageData(mask.width, mask.height);
    new Uint8Array(bytes).forEach((value, place) => { picture.data[4 * place + 3] = value; });
    const canvas = Object.assign(document.createElement("canvas"), { width: mask.width, height: mask.height });
    canvas.getContext("2d").putImageData(picture, 0, 0);
    this.mask = canvas;
    this.paint();
  }

  press(what, value) {
    if (what !== "nudge") this.settle();
    this.last = nextNumber(this.last, this.data.heard);
    this.waiting.push([this.last, what, value ?? null]);
    this.send("presses", [...this.waiting]);
    this.paint();
  }

  look(place) {
    if (place.every((share) => share >= 0 && share <= 1)) this.press("look", place.map(shapeRound));
  }

  // -- keys ------------------------------------------------------------------------------------------------------------

  key(event) {
    const key = rescueKey(event);
    if (key === null) return;
    if (event.ctrlKey || event.metaKey) {
      const act = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
      if (!act) return;
      rescueTaken(event);
      this.press(act);
    } else if (this.meant(event, key)) rescueTaken(event);
  }

  meant(event, key) {
    const onButton = event.composedPath()[0].closest?.("button");
    if (Object.hasOwn(RESCUE_ARROWS, key)) return this.nudge(RESCUE_ARROWS[key], event.shiftKey);
    if (rescueZoomed(this.loupe, key)) return true;
    if (Object.hasOwn(DRAW_TOOLS, key)) return this.choose(DRAW_TOOLS[key]) ?? true;
    if (key === "Delete" || key === "Backspace") return this.press("region", null) ?? true;
    if (key === "Enter" && !onButton && !this.region) return this.press("region", { kind: "rectangle", box: [0.25, 0.25, 0.5, 0.5] }) ?? true;
    if (key === "Escape") return this.hand?.drop();
    return false;
  }

  // Arrow keys: the rectangle moves or grows; several quick ones are one change.
  nudge([across, down], sizing) {
    const box = this.region?.box;
    if (!box) {
      this.say(this.region ? "Arrow keys move a rectangle; this is none." : "Enter makes a rectangle.");
      return true;
    }
    const { width, height } = this.pane.shown;
    const long = Math.max(width, height) * DRAW_STEP;
    const [dx, dy] = [(across * long) / width, (down * long) / height];
    this.nudged = sizing ? shapeSized(box, dx, dy, [1 / width, 1 / height]) : shapeMoved(box, dx, dy);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), DRAW_REST_MS);
    this.paint();
    return true;
  }

  settle() {
    clearTimeout(this.resting);
    const region = this.nudged;
    this.nudged = null;
    if (region) this.press("region", region);
  }

  // -- buttons ---------------------------------------------------------------------------------------------------------

  choose(tool) {
    this.tool = tool;
    this.hand?.drop();
    this.pane.view.style.cursor = "";
    this.tell();
    this.paint();
  }

  tell() {
    for (const button of this.root.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-checked", String(button.dataset.tool === this.tool));
    }
    this.root.querySelector("[data-act=whole]").disabled = !this.region;
    this.say("");
  }

  say(text) {
    this.root.querySelector(".said").textContent = text;
  }

  destroy() {
    this.settle();
    window.removeEventListener("pagehide", this.leaving);
    this.loupe.destroy();
  }
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".rescue");
  const drawing = drawings.get(root) ?? new Drawing(root);
  drawings.set(root, drawing);
  drawing.send = setStateValue;
  drawing.take(data);
  return () => {
    drawing.destroy();
    drawings.delete(root);
  };
}
