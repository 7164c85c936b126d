// A map of two measures has axes: ticks, the cuts, and words for the four parts that they make. The axes run from 0 to 1
// as points do ({ metric, unit, low, high, log, falling, cut, set }); right and up is sharper.
const FRAME_TALL = 2; // of the box in the map's own lengths; it is as wide as the stage is

function frameAspect({ clientWidth, clientHeight }) {
  return Math.min(Math.max((clientWidth - 90) / Math.max(clientHeight - 90, 1), 0.6), 2.2);
}

// Points from 0 to 1 into the map's own lengths.
function framed(points, aspect) {
  const count = points.length / 2;
  const x = Float32Array.from({ length: count }, (_, row) => (points[2 * row] - 0.5) * FRAME_TALL * aspect);
  const y = Float32Array.from({ length: count }, (_, row) => (0.5 - points[2 * row + 1]) * FRAME_TALL);
  return { x, y };
}

function frameBox(aspect) {
  return [[-FRAME_TALL / 2 * aspect, -FRAME_TALL / 2], [FRAME_TALL / 2 * aspect, FRAME_TALL / 2]];
}

// Where a value lies on an axis, 0 to 1.
function shareOf(axis, value) {
  const place = placeOf(axis, value);
  return axis.falling ? 1 - place : place;
}

class Frame {
  constructor(canvas) {
    this.canvas = canvas;
  }

  draw(space, frame, colour) {
    const dots = fitCanvas(this.canvas);
    const context = this.canvas.getContext("2d");
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, space.width, space.height);
    const [[left, top], [right, bottom]] = space.box.map(([x, y]) => [space.left + x * space.scale, space.top + y * space.scale]);
    const view = { context, space, frame, colour, left, top, right, bottom };
    view.atX = (share) => left + share * (right - left);
    view.atY = (share) => bottom - share * (bottom - top);
    this.tint(view);
    this.ticks(view);
    this.cuts(view);
    this.parts(view);
  }

  // The part that the condition exempts.
  tint({ context, frame: { x, y, exempting }, colour, atX, atY }) {
    if (!exempting) return;
    const [cutX, cutY] = [atX(shareOf(x, x.cut)), atY(shareOf(y, y.cut))];
    context.fillStyle = `color-mix(in srgb, ${colour("--st-primary-color")} 10%, transparent)`;
    context.fillRect(atX(0), atY(1), cutX - atX(0), cutY - atY(1));
  }

  ticks({ context, space, frame, colour, left, top, right, bottom, atX, atY }) {
    const text = colour("--st-text-color");
    context.strokeStyle = `color-mix(in srgb, ${text} 9%, transparent)`;
    context.fillStyle = `color-mix(in srgb, ${text} 72%, transparent)`;
    Object.assign(context, { lineWidth: 1, font: "11px system-ui, sans-serif" });
    context.setLineDash([]);
    Object.assign(context, { textAlign: "center", textBaseline: "alphabetic" });
    const low = Math.min(bottom + 14, space.height - 20);
    for (const [value, words] of ticks(frame.x, (right - left) / 60)) {
      const x = atX(shareOf(frame.x, value));
      stroke(context, [x, top], [x, bottom]);
      if (x > 24 && x < space.width - 12) context.fillText(words, x, low);
    }
    Object.assign(context, { textAlign: "right", textBaseline: "middle" });
    for (const [value, words] of ticks(frame.y, (bottom - top) / 50)) {
      const y = atY(shareOf(frame.y, value));
      stroke(context, [left, y], [right, y]);
      const short = Math.abs(value) >= 1000 ? compact.format(value) : words; // the title stands beside it
      if (y > 12 && y < space.height - 34) context.fillText(short, Math.max(left - 5, 40), y);
    }
    this.titles({ context, space, frame });
  }

  titles({ context, space, frame: { x, y } }) {
    const titled = ({ metric, unit }, whose) => `${metric}${unit ? `, ${unit}` : ""} · ${whose}, sharper →`;
    context.font = "600 11px system-ui, sans-serif";
    Object.assign(context, { textAlign: "center", textBaseline: "alphabetic" });
    context.fillText(titled(x, "whole image"), space.width / 2, space.height - 5, space.width - 20);
    context.save();
    context.translate(11, space.height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(titled(y, "subject"), 0, 0, space.height - 20);
    context.restore();
  }

  cuts({ context, frame: { x, y, exempting }, colour, left, top, right, bottom, atX, atY }) {
    const ink = (set, name) => (set ? colour(name) : colour("--st-gray-color"));
    Object.assign(context, { lineWidth: 1.5 });
    context.setLineDash(x.set ? [] : [2, 4]);
    context.strokeStyle = ink(x.set, "--st-red-color");
    stroke(context, [atX(shareOf(x, x.cut)), top], [atX(shareOf(x, x.cut)), bottom]);
    context.setLineDash(y.set ? [7, 4] : [2, 4]);
    context.strokeStyle = ink(y.set || exempting, "--st-primary-color");
    stroke(context, [left, atY(shareOf(y, y.cut))], [right, atY(shareOf(y, y.cut))]);
    context.setLineDash([]);
  }

  // The four parts by name, in their outer corners, as far as there is room.
  parts({ context, frame: { x, y, parts }, colour, left, top, right, bottom, atX, atY }) {
    const [cutX, cutY] = [atX(shareOf(x, x.cut)), atY(shareOf(y, y.cut))];
    const corners = [[right, top, cutX], [left, top, cutX], [right, bottom, cutX], [left, bottom, cutX]];
    context.fillStyle = `color-mix(in srgb, ${colour("--st-text-color")} 78%, transparent)`;
    parts.forEach(({ name, words, count }, at) => {
      const [edge, side, inner] = corners[at];
      const [tall, room] = [Math.abs(cutY - side), Math.abs(edge - inner) - 12];
      if (tall < 20) return;
      Object.assign(context, { textAlign: at % 2 ? "left" : "right", textBaseline: "middle" });
      const lines = [[`${name} · ${counted(count)}`, "700 12px system-ui, sans-serif"], [words, "11px system-ui, sans-serif"]];
      context.font = lines[1][1];
      if (tall < 40 || context.measureText(words).width > room) lines.pop();
      lines.forEach(([line, font], nth) => {
        context.font = font;
        const down = at < 2 ? 12 + 15 * nth : -12 - 15 * (lines.length - 1 - nth);
        context.fillText(line, edge + (at % 2 ? 7 : -7), side + down, Math.max(room, 30));
      });
    });
  }
}

function stroke(context, [x0, y0], [x1, y1]) {
  context.beginPath();
  context.moveTo(Math.round(x0) + 0.5, Math.round(y0) + 0.5);
  context.lineTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.stroke();
}
