// Photos large over the tiles: one that arrows turn, or two to four side by side of which one is active.
const OVERLAY_WORDS = {
  blur: "blur map", clipping: "highlights and shadows", peaking: "focus peaking", faces: "faces and eyes",
  subject: "subject, the rest dimmed", composition: "thirds and horizon",
};
const OVERLAY_MEANS = {
  faces: "O open, C closed, ? cannot be judged; the number is the face’s sharpness",
  composition: "white thirds, yellow golden ratio, pink subject, blue level, green head-room",
};
const PAN_STEP = 0.1; // of the view

// What is said of the overlay that was switched on; of the photo when none is.
function overlaySaid(kind) {
  return kind ? [OVERLAY_WORDS[kind], OVERLAY_MEANS[kind]].filter(Boolean).join(": ") : "Photo";
}

class LargeView {
  // `describe(row)` says what is known of a photo: { name, verdict, mark, broken }.
  constructor(host, describe) {
    Object.assign(this, { host, describe, rows: [], active: 0, overlay: null, sizes: null });
    this.stage = host.querySelector(".stage");
    this.head = host.querySelector(".head");
    this.loupe = null;
  }

  get open() {
    return !this.host.hidden;
  }

  get comparing() {
    return this.open && this.rows.length > 1;
  }

  get current() {
    return this.rows[this.active];
  }

  show(rows, active, photos) {
    this.loupe ??= makeLoupe(this.stage, { onActive: (at) => this.activate(at) });
    this.host.hidden = false;
    Object.assign(this, { rows, active, photos });
    this.measured(photos);
    this.draw();
  }

  // Widths and heights come once; until then the picture says its own.
  measured(photos) {
    if (this.sizedFor === photos) return;
    Object.assign(this, { sizedFor: photos, sizes: null });
    Promise.all([photos.column("width"), photos.column("height")]).then(([width, height]) => {
      if (this.sizedFor !== photos) return;
      this.sizes = { width: width.values, height: height.values };
      if (this.open) this.draw();
    }, () => {});
  }

  draw() {
    this.loupe.show(this.rows.map((row) => this.photo(row)), { overlay: this.overlay, active: this.active });
  }

  photo(row) {
    const { name, verdict, mark, broken } = this.describe(row);
    const overlaid = this.overlay ? `${OVERLAY_WORDS[this.overlay] ?? this.overlay} of ` : "";
    return {
      key: row,
      preview: this.photos.picture(this.overlay ?? "preview", row),
      full: this.overlay ? null : this.photos.picture("full", row),
      width: this.sizes?.width[row], height: this.sizes?.height[row],
      alt: overlaid + name, head: name, verdict: VERDICTS[mark ? MARK_VERDICT[mark] : verdict], mark: MARKS[mark], broken,
    };
  }

  // What is likely next is fetched beforehand, at its whole size as well while zoomed in.
  ahead(rows) {
    this.loupe.ahead(rows.filter((row) => !this.describe(row).broken).map((row) => this.photo(row)));
  }

  activate(at) {
    this.active = at;
    this.draw();
    this.activated?.(this.current);
  }

  turn(by) {
    this.activate((this.active + by + this.rows.length) % this.rows.length);
  }

  // The overlay that is on now, null when none is.
  toggle(kind) {
    this.overlay = this.overlay === kind ? null : kind;
    this.draw();
    return this.overlay;
  }

  pan(action) {
    const [dx, dy] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[action];
    this.loupe.pan(dx * PAN_STEP * this.stage.clientWidth, dy * PAN_STEP * this.stage.clientHeight);
  }

  zoom(how) {
    this.loupe.zoom(how);
  }

  close() {
    this.host.hidden = true;
    this.rows = [];
  }

  destroy() {
    this.loupe?.destroy();
  }
}
