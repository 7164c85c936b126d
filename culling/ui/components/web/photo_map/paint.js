// Points into pixels: each is a disc stamped into the image's memory, which is quicker by far than drawing commands.
// Tiers are drawn one over the other: what is out of the selection, photos that are alone, the others, what is selected.
const TIERS = { dim: 0, alone: 1, plain: 2, chosen: 3 };
const TIER_SIZE = [0.8, 0.66, 1, 1.15];
const DIM_ALPHA = 70;

// Offsets of a disc's pixels in an image so many pixels wide: whole ones, and those at its rim with their share of 255.
// Around large discs a pixel is wiped, so that discs that touch are told apart on any background.
function makeStamp(radius, width) {
  const stamp = { whole: [], rim: [], share: [], wiped: [] };
  const reach = Math.ceil(radius + 1.5);
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const share = Math.min(Math.max(radius + 0.5 - Math.hypot(x, y), 0), 1);
      const at = y * width + x;
      if (share === 1) stamp.whole.push(at);
      else if (share > 0.06) {
        stamp.rim.push(at);
        stamp.share.push(Math.round(share * 255));
      } else if (radius > 3 && Math.hypot(x, y) < radius + 1.4) stamp.wiped.push(at);
    }
  }
  return Object.fromEntries(Object.entries(stamp).map(([name, list]) => [name, Int32Array.from(list)]));
}

class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.image = null;
  }

  // `inks` are ABGR, `tiers` as above; returns how many photos are in view, and the first of them.
  draw(space, inks, tiers, radius, most) {
    const dots = fitCanvas(this.canvas);
    const edge = Math.ceil(radius * dots * 1.15) + 3;
    const [width, height] = [this.canvas.width + 2 * edge, this.canvas.height + 2 * edge];
    if (this.image?.width !== width || this.image.height !== height) this.start(width, height, space.count);
    if (this.at.length !== space.count) this.at = new Int32Array(space.count);
    this.pixels.fill(0);
    const seen = this.locate(space, dots, edge, width, height, most);
    for (let tier = 0; tier < TIER_SIZE.length; tier += 1) {
      this.stampAll(tier, makeStamp(radius * dots * TIER_SIZE[tier], width), inks, tiers, tier === TIERS.dim ? DIM_ALPHA : 255);
    }
    this.context.putImageData(this.image, -edge, -edge);
    return seen;
  }

  start(width, height, count) {
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.at = new Int32Array(count);
  }

  // Where in the image each photo is, −1 for those out of sight.
  locate(space, dots, edge, width, height, most) {
    const [scale, left, top] = [space.scale * dots, space.left * dots + edge, space.top * dots + edge];
    const seen = { count: 0, rows: [] };
    for (let row = 0; row < space.count; row += 1) {
      const x = Math.round(left + space.x[row] * scale);
      const y = Math.round(top + space.y[row] * scale);
      const within = x >= edge && y >= edge && x < width - edge && y < height - edge; // not for NaN
      this.at[row] = within ? y * width + x : -1;
      if (within && seen.count++ < most) seen.rows.push(row);
    }
    return seen;
  }

  stampAll(tier, { whole, rim, share, wiped }, inks, tiers, alpha) {
    const { pixels, at } = this;
    const solid = alpha << 24;
    for (let row = 0; row < at.length; row += 1) {
      if (tiers[row] !== tier || at[row] < 0) continue;
      const middle = at[row];
      const ink = (inks[row] & 0xffffff) | solid;
      for (let k = 0; k < wiped.length; k += 1) pixels[middle + wiped[k]] = 0;
      for (let k = 0; k < whole.length; k += 1) pixels[middle + whole[k]] = ink;
      for (let k = 0; k < rim.length; k += 1) pixels[middle + rim[k]] = over(pixels[middle + rim[k]], ink, share[k]);
    }
  }
}

// A colour over another by a share of 255; over nothing, as transparent as the share is small.
function over(below, ink, share) {
  const alpha = ink >>> 24;
  if (below >>> 24 === 0) return ((ink & 0xffffff) | (((alpha * share) >> 8) << 24)) >>> 0;
  const rest = 255 - share;
  const red = ((below & 255) * rest + (ink & 255) * share) >> 8;
  const green = (((below >> 8) & 255) * rest + ((ink >> 8) & 255) * share) >> 8;
  const blue = (((below >> 16) & 255) * rest + ((ink >> 16) & 255) * share) >> 8;
  return (red | (green << 8) | (blue << 16) | (Math.max(below >>> 24, (alpha * share) >> 8) << 24)) >>> 0;
}

// The canvas as large as it is shown, in device pixels; how many of these make a CSS pixel.
function fitCanvas(canvas) {
  const dots = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * dots));
  const height = Math.max(1, Math.round(canvas.clientHeight * dots));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return dots;
}

// Radius of a point in CSS pixels: large for few photos, and growing as one zooms in.
function pointRadius(count, zoom) {
  const rest = Math.min(Math.max(15 / Math.max(count, 1) ** 0.2, 1.3), 6.5);
  return Math.min(rest * Math.max(zoom, 0.7) ** 0.35, 9);
}
