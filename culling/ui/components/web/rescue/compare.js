// Before and after at the same place and zoom: one over the other with a line between them that is dragged, or side by
// side. The loupe's first pane is the result, the second what it was made of.
const COMPARE_MODES = { d: "divider", s: "beside", b: "before", a: "after" };
const COMPARE_STEP = 0.02; // of the view, for one arrow key
const COMPARE_PAN = 80; // px
const comparisons = new WeakMap();

class Comparison {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.loupe = makeLoupe(this.stage);
    this.line = document.createElement("div");
    this.line.className = "line";
    this.line.tabIndex = 0;
    for (const [name, value] of [["role", "slider"], ["aria-label", "Line between before and after"], ["aria-valuemin", 0], ["aria-valuemax", 100]]) {
      this.line.setAttribute(name, value);
    }
    this.line.append(document.createElement("i"));
    this.chips = ["before", "after"].map((text) => {
      const chip = document.createElement("span");
      Object.assign(chip, { className: `chip ${text}`, textContent: text });
      chip.setAttribute("aria-hidden", "true");
      return chip;
    });
    this.stage.append(this.line, ...this.chips);
    this.held = false;
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("keyup", (event) => { if (event.key === " ") this.hold(false); });
    root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) this.hold(false); });
    rescueButtons(root, this.loupe, { mode: (mode) => this.show(mode) });
    this.dragging();
  }

  take(data) {
    const before = this.data;
    this.data = data;
    if (!before || data.mode !== before.mode) this.mode = data.mode;
    if (!before || data.at !== before.at) this.at = data.at;
    this.loupe.show([data.after, data.before]);
    rescueWished(this.loupe, before, data);
    this.draw();
  }

  draw() {
    const mode = this.held ? "before" : this.mode;
    const share = mode === "before" ? 1 : mode === "after" ? 0 : this.at;
    // The line is gone then: keys are heard on.
    if (mode !== "divider" && this.line.matches(":focus")) this.root.focus({ preventScroll: true });
    this.root.dataset.mode = mode;
    this.stage.style.setProperty("--at", `${100 * share}%`);
    this.line.setAttribute("aria-valuenow", Math.round(100 * this.at));
    for (const button of this.root.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-checked", String(button.dataset.mode === this.mode));
    }
  }

  move(at) {
    this.at = loupeClamp(at, 0, 1);
    this.draw();
  }

  hold(held) {
    if (held === this.held) return;
    this.held = held;
    this.draw();
  }

  show(mode) {
    this.mode = mode;
    this.draw();
  }

  key(event) {
    const key = rescueKey(event);
    if (key === null || event.ctrlKey || event.metaKey) return;
    const onButton = event.composedPath()[0].closest?.("button");
    if (!this.meant(key, event.shiftKey, onButton)) return;
    rescueTaken(event);
  }

  meant(key, shift, onButton) {
    if (Object.hasOwn(RESCUE_ARROWS, key)) return this.arrow(RESCUE_ARROWS[key], shift);
    if (rescueZoomed(this.loupe, key)) return true;
    if (Object.hasOwn(COMPARE_MODES, key)) return this.show(COMPARE_MODES[key]) ?? true;
    if (key === "Home" || key === "End") return this.move(key === "Home" ? 0 : 1) ?? true;
    if (key === " " && !onButton) return this.hold(true) ?? true;
    return false;
  }

  arrow([across, down], shift) {
    if (shift) this.loupe.pan(-across * COMPARE_PAN, -down * COMPARE_PAN);
    else if (across && this.mode === "divider") this.move(this.at + across * COMPARE_STEP);
    else return false;
    return true;
  }

  dragging() {
    const { line } = this;
    line.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      line.focus({ preventScroll: true });
      line.setPointerCapture(event.pointerId);
    });
    line.addEventListener("pointermove", (event) => {
      if (!line.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.stage.getBoundingClientRect();
      this.move((event.clientX - left) / width);
    });
    // The wheel goes on to the photo under the line.
    line.addEventListener("wheel", (event) => {
      event.preventDefault();
      const view = this.loupe.panes[0]?.view;
      view?.dispatchEvent(new WheelEvent("wheel", { deltaY: event.deltaY, deltaMode: event.deltaMode, ctrlKey: event.ctrlKey, clientX: event.clientX, clientY: event.clientY, cancelable: true }));
    }, { passive: false });
  }

  destroy() {
    this.loupe.destroy();
  }
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".rescue");
  const comparison = comparisons.get(root) ?? new Comparison(root);
  comparisons.set(root, comparison);
  comparison.take(data);
  return () => {
    comparison.destroy();
    comparisons.delete(root);
  };
}
