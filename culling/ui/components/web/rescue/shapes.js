// Regions as the browser draws them, in shares 0 … 1 of the photo: { kind: "rectangle", box: [x, y, w, h] } or
// { kind: "lasso", points: [[x, y], …] }. What reaches over the edge of the photo is cut.
const SHAPE_LEAST = 3; // CSS px: a shorter drag is a click
const SHAPE_MOST_POINTS = 600;
const SHAPE_CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1], [0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]]; // of a box, then its sides

const shapeRound = (share) => Math.round(share * 1e6) / 1e6;
const shapeShare = (share) => Math.min(1, Math.max(0, share));

// The rectangle between two corners.
function shapeBetween([x0, y0], [x1, y1]) {
  const [left, right] = [shapeShare(Math.min(x0, x1)), shapeShare(Math.max(x0, x1))];
  const [top, bottom] = [shapeShare(Math.min(y0, y1)), shapeShare(Math.max(y0, y1))];
  return { kind: "rectangle", box: [left, top, right - left, bottom - top].map(shapeRound) };
}

// The rectangle moved as a whole; it stays inside the photo.
function shapeMoved([x, y, w, h], dx, dy) {
  const along = (at, by, size) => Math.min(Math.max(at + by, 0), Math.max(0, 1 - size));
  return { kind: "rectangle", box: [along(x, dx, w), along(y, dy, h), w, h].map(shapeRound) };
}

// The rectangle with its right and bottom edge moved; `least` is the smallest width and height.
function shapeSized([x, y, w, h], dw, dh, least) {
  const along = (at, size, by, smallest) => Math.max(smallest, Math.min(size + by, 1 - at));
  return { kind: "rectangle", box: [x, y, along(x, w, dw, least[0]), along(y, h, dh, least[1])].map(shapeRound) };
}

// A loop as it was drawn, with no more points than it needs: those within `tolerance` of the line are left out
// (Douglas and Peucker 1973, doi:10.3138/FM57-6770-U75U-7727). `across` is the photo's width over its height.
function shapeLoop(points, tolerance, across) {
  let kept = shapeThinned(points, tolerance, across);
  for (let more = 2; kept.length > SHAPE_MOST_POINTS; more *= 2) kept = shapeThinned(points, tolerance * more, across);
  return { kind: "lasso", points: kept.map((point) => point.map((share) => shapeRound(shapeShare(share)))) };
}

function shapeThinned(points, tolerance, across) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const parts = [[0, points.length - 1]];
  while (parts.length) {
    const [from, to] = parts.pop();
    let [worst, at] = [tolerance, -1];
    for (let place = from + 1; place < to; place += 1) {
      const off = shapeDistance(points[place], points[from], points[to], across);
      if (off > worst) [worst, at] = [off, place];
    }
    if (at < 0) continue;
    keep[at] = 1;
    parts.push([from, at], [at, to]);
  }
  return points.filter((_, place) => keep[place]);
}

// From a point to a stretch of line, in shares of the photo's height.
function shapeDistance([px, py], [ax, ay], [bx, by], across) {
  const [dx, dy] = [(bx - ax) * across, by - ay];
  const [x, y] = [(px - ax) * across, py - ay];
  const long = dx * dx + dy * dy;
  const along = long ? Math.min(1, Math.max(0, (x * dx + y * dy) / long)) : 0;
  return Math.hypot(x - along * dx, y - along * dy);
}
