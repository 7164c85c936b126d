// Draws the region over the photo: its outline, and what lies outside dimmed or white, as the result will have it.
const SHADE_SEEN = 0.35; // how far the outside is dimmed while a person draws, where the result leaves it as it is

class Shade {
  constructor(canvas) {
    this.canvas = canvas;
    this.under = document.createElement("canvas");
  }

  // at: { left, top, width, height } of the photo in CSS px of the view; room: [width, height] of the view.
  paint(at, room, { region, background, feather, mask, frame, drawing, handles }) {
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.under]) {
      const [width, height] = room.map((side) => Math.max(1, Math.round(side * ratio)));
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    }
    const ink = this.canvas.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, ...room);
    if (region) this.outside(ink, ratio, at, room, { region, background, feather, mask, drawing });
    if (region && region.kind !== "subject") this.outline(ink, at, region, drawing);
    if (region?.box && handles) this.handles(ink, at, region.box);
    if (frame && !drawing) this.frame(ink, at, frame);
  }

  outside(ink, ratio, at, room, { region, background, feather, mask, drawing }) {
    const dark = drawing && !background.white ? Math.max(background.dim, SHADE_SEEN) : background.dim;
    if (region.kind === "subject" && !mask) return;
    const seen = region.kind === "subject" && !background.white ? Math.max(dark, SHADE_SEEN) : dark; // it has no outline
    if (!background.white && seen <= 0) return;
    const under = this.under.getContext("2d");
    under.setTransform(ratio, 0, 0, ratio, 0, 0);
    under.globalCompositeOperation = "source-over";
    under.filter = "none";
    under.clearRect(0, 0, ...room);
    under.fillStyle = background.white ? "#fff" : `rgb(0 0 0 / ${seen})`;
    under.fillRect(at.left, at.top, at.width, at.height);
    under.globalCompositeOperation = "destination-out";
    under.fillStyle = "#000";
    const soft = (feather * Math.max(at.width, at.height)) / 3.5; // a bell whose ramp is as wide as the soft edge
    if (soft > 0.3) under.filter = `blur(${soft * ratio}px)`;
    if (region.kind === "subject") under.drawImage(mask, at.left, at.top, at.width, at.height);
    else under.fill(this.path(at, region), "nonzero");
    ink.save();
    ink.beginPath();
    ink.rect(at.left, at.top, at.width, at.height);
    ink.clip();
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.drawImage(this.under, 0, 0);
    ink.restore();
  }

  path(at, region) {
    const path = new Path2D();
    const x = (share) => at.left + share * at.width;
    const y = (share) => at.top + share * at.height;
    if (region.box) {
      const [left, top, width, height] = region.box;
      path.rect(x(left), y(top), width * at.width, height * at.height);
      return path;
    }
    region.points.forEach((point, place) => path[place ? "lineTo" : "moveTo"](x(point[0]), y(point[1])));
    path.closePath();
    return path;
  }

  // Dark and bright, so that it is seen on every photo.
  outline(ink, at, region, drawing) {
    const path = this.path(at, region);
    ink.lineJoin = "round";
    for (const [colour, width, dash] of [["rgb(0 0 0 / .75)", 3, []], ["#fff", 1.5, drawing ? [5, 4] : []]]) {
      ink.strokeStyle = colour;
      ink.lineWidth = width;
      ink.setLineDash(dash);
      ink.stroke(path);
    }
    ink.setLineDash([]);
  }

  handles(ink, at, [left, top, width, height]) {
    for (const [x, y] of SHAPE_CORNERS) {
      const place = [at.left + (left + x * width) * at.width, at.top + (top + y * height) * at.height];
      ink.fillStyle = "#fff";
      ink.strokeStyle = "rgb(0 0 0 / .8)";
      ink.lineWidth = 1.5;
      ink.beginPath();
      ink.rect(place[0] - 5, place[1] - 5, 10, 10);
      ink.fill();
      ink.stroke();
    }
  }

  // What the preview will work on.
  frame(ink, at, [left, top, width, height]) {
    const place = [at.left + left * at.width, at.top + top * at.height];
    const size = [width * at.width, height * at.height];
    for (const [colour, offset] of [["rgb(0 0 0 / .7)", 0], ["rgb(255 255 255 / .9)", 4]]) {
      ink.strokeStyle = colour;
      ink.lineWidth = 1.2;
      ink.setLineDash([4, 4]);
      ink.lineDashOffset = offset;
      ink.strokeRect(...place, ...size);
    }
    ink.setLineDash([]);
    ink.font = "600 11px system-ui, sans-serif";
    const words = "preview";
    const wide = ink.measureText(words).width + 10;
    ink.fillStyle = "rgb(0 0 0 / .66)";
    ink.fillRect(place[0], place[1], wide, 17);
    ink.fillStyle = "#fff";
    ink.fillText(words, place[0] + 5, place[1] + 12.5);
  }
}
