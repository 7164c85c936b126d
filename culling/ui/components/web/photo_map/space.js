// Where photos lie on the map and on the screen. The map runs from −1 to 1 along its longer side; the screen is in CSS
// pixels. Photos without a place (they could not be read or embedded) are NaN and are never found.
const MOST_ZOOM = 4000;

class Space {
  // `box` ([[left, top], [right, bottom]]) is seen whole besides the points.
  constructor() {
    Object.assign(this, { width: 1, height: 1, scale: 1, left: 0, top: 0, fitted: 1, box: null });
    this.place([], [], 0);
  }

  place(x, y, count) {
    Object.assign(this, { x, y, count });
  }

  resize(width, height) {
    const whole = Math.abs(this.scale - this.fitted) < 1e-9; // what was seen whole is seen whole in another size, too
    Object.assign(this, { width, height });
    if (whole) this.fit();
  }

  // The whole map, with room for the points at its edge.
  fit() {
    const [low, high] = (this.box ?? [[Infinity, Infinity], [-Infinity, -Infinity]]).map((corner) => [...corner]);
    for (let row = 0; row < this.count; row += 1) {
      if (this.x[row] < low[0]) low[0] = this.x[row];
      if (this.x[row] > high[0]) high[0] = this.x[row];
      if (this.y[row] < low[1]) low[1] = this.y[row];
      if (this.y[row] > high[1]) high[1] = this.y[row];
    }
    if (low[0] === Infinity) [low[0], low[1], high[0], high[1]] = [-1, -1, 1, 1];
    const room = (pixels) => Math.max(pixels * 0.84, pixels - 90);
    const across = room(this.width) / Math.max(high[0] - low[0], 1e-6);
    const down = room(this.height) / Math.max(high[1] - low[1], 1e-6);
    this.scale = this.fitted = Math.max(Math.min(across, down, 500 * Math.min(this.width, this.height)), 1e-3);
    this.left = this.width / 2 - this.scale * (low[0] + high[0]) / 2;
    this.top = this.height / 2 - this.scale * (low[1] + high[1]) / 2;
  }

  // What lies under this place of the screen stays there.
  zoom(factor, atX = this.width / 2, atY = this.height / 2) {
    const scale = Math.min(Math.max(this.scale * factor, this.fitted / 2), this.fitted * MOST_ZOOM);
    this.left = atX - ((atX - this.left) * scale) / this.scale;
    this.top = atY - ((atY - this.top) * scale) / this.scale;
    this.scale = scale;
  }

  pan(byX, byY) {
    this.left += byX;
    this.top += byY;
  }

  has(row) {
    return row >= 0 && row < this.count && !Number.isNaN(this.x[row]);
  }

  onScreen(row) {
    return [this.left + this.x[row] * this.scale, this.top + this.y[row] * this.scale];
  }

  // So that a photo is seen, with some room around it.
  reveal(row) {
    const [x, y] = this.onScreen(row);
    const edge = Math.min(40, this.width / 4, this.height / 4);
    this.pan(Math.max(edge - x, 0) + Math.min(this.width - edge - x, 0), Math.max(edge - y, 0) + Math.min(this.height - edge - y, 0));
  }

  // The photo nearest to a place of the screen, no farther than `reach`; −1 when there is none.
  nearest(atX, atY, reach = Infinity) {
    const [x, y] = [(atX - this.left) / this.scale, (atY - this.top) / this.scale];
    let best = (reach / this.scale) ** 2;
    let found = -1;
    for (let row = 0; row < this.count; row += 1) {
      const apart = (this.x[row] - x) ** 2 + (this.y[row] - y) ** 2;
      if (apart <= best && (apart < best || found < 0)) [best, found] = [apart, row];
    }
    return found;
  }

  // The nearest photo in a direction ([1, 0] is right); of those at the very same place the next one. −1 at the edge.
  toward(from, [right, down]) {
    const [x, y] = [this.x[from], this.y[from]];
    let [found, best] = [-1, Infinity];
    for (let row = 0; row < this.count; row += 1) {
      const [offX, offY] = [this.x[row] - x, this.y[row] - y];
      const along = offX * right + offY * down;
      const aside = Math.abs(offX * down) + Math.abs(offY * right);
      if (!(along > 0) || aside > along * 1.0001) continue;
      const apart = along + 1.5 * aside;
      if (apart < best) [best, found] = [apart, row];
    }
    return found;
  }

  // Rows within a closed line of screen places [[x, y], …], ascending.
  inside(line) {
    const corners = Float64Array.from(line.flatMap(([x, y]) => [(x - this.left) / this.scale, (y - this.top) / this.scale]));
    const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
    for (let at = 0; at < corners.length; at += 1) {
      low[at % 2] = Math.min(low[at % 2], corners[at]);
      high[at % 2] = Math.max(high[at % 2], corners[at]);
    }
    const rows = [];
    for (let row = 0; row < this.count; row += 1) {
      const [x, y] = [this.x[row], this.y[row]];
      if (x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1] && enclosed(corners, x, y)) rows.push(row);
    }
    return rows;
  }
}

// Whether a ray to the right crosses the line an odd number of times.
function enclosed(corners, x, y) {
  let within = false;
  let before = corners.length - 2;
  for (let at = 0; at < corners.length; at += 2) {
    const [y0, y1] = [corners[at + 1], corners[before + 1]];
    if (y0 > y !== y1 > y && x < ((corners[before] - corners[at]) * (y - y0)) / (y1 - y0) + corners[at]) within = !within;
    before = at;
  }
  return within;
}

// Points as Python gives them (x, y, x, y …), so that the longer side runs from −1 to 1, and up is up.
function spread(points) {
  const count = points.length / 2;
  const [low, high] = [[Infinity, Infinity], [-Infinity, -Infinity]];
  for (let at = 0; at < points.length; at += 1) {
    if (points[at] < low[at % 2]) low[at % 2] = points[at];
    if (points[at] > high[at % 2]) high[at % 2] = points[at];
  }
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2 || 1;
  const x = Float32Array.from({ length: count }, (_, row) => (points[2 * row] - (low[0] + high[0]) / 2) / half);
  const y = Float32Array.from({ length: count }, (_, row) => ((low[1] + high[1]) / 2 - points[2 * row + 1]) / half);
  return { x, y };
}
