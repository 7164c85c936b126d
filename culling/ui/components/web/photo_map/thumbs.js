// Pictures on the map, where there is room for them. Few are fetched at a time, a bounded number is kept, small.
const PICTURES_KEPT = 400;
const PICTURES_AT_ONCE = 6;
const PICTURES_SHOWN = 140;
const PICTURES_AMONG = 900; // with more photos in view than this, points alone tell where they lie
const PICTURE_PIXELS = 144;

class Pictures {
  constructor(address, arrived) {
    Object.assign(this, { address, arrived, known: new Map(), wanted: [], loading: 0 });
  }

  // The picture of a row, undefined while it is fetched and where there is none.
  get(row) {
    const known = this.known.get(row);
    if (known === undefined) {
      this.known.set(row, null);
      this.wanted.push(row);
    } else if (known) {
      this.known.delete(row); // the one asked for last is kept longest
      this.known.set(row, known);
    }
    return known || undefined;
  }

  // What was asked for and is still to be seen is fetched, the rest is forgotten.
  fetch(shown) {
    for (const row of this.wanted) if (!shown.has(row)) this.known.delete(row);
    this.wanted = this.wanted.filter((row) => shown.has(row));
    while (this.wanted.length && this.loading < PICTURES_AT_ONCE) this.load(this.wanted.shift());
    for (const [row, picture] of this.known) {
      if (this.known.size <= PICTURES_KEPT) break;
      if (picture === null || shown.has(row)) continue;
      picture.close?.();
      this.known.delete(row);
    }
  }

  async load(row) {
    this.loading += 1;
    try {
      const whole = await createImageBitmap(await (await fetched(this.address(row))).blob());
      const share = Math.min(1, PICTURE_PIXELS / Math.max(whole.width, whole.height));
      const size = { resizeWidth: Math.max(1, Math.round(whole.width * share)), resizeHeight: Math.max(1, Math.round(whole.height * share)) };
      this.known.set(row, await createImageBitmap(whole, { ...size, resizeQuality: "medium" }));
      whole.close();
    } catch {
      this.known.set(row, false); // no picture: its point is shown
    }
    this.loading -= 1;
    this.arrived();
  }
}

// Of the rows in view those whose pictures are shown, none over another, the first ones first; with their places.
function arrangePictures(space, rows, first, size) {
  const shown = new Map();
  const taken = new Map(); // by cells of the size of a picture
  const cell = (x, y) => `${Math.floor(x / size)},${Math.floor(y / size)}`;
  const free = (x, y) => {
    for (const offX of [-size, 0, size]) {
      for (const offY of [-size, 0, size]) {
        const other = taken.get(cell(x + offX, y + offY));
        if (other?.some(([left, top]) => Math.abs(left - x) < size && Math.abs(top - y) < size)) return false;
      }
    }
    return true;
  };
  for (const row of [...first, ...rows]) {
    if (shown.size >= PICTURES_SHOWN || shown.has(row) || !space.has(row)) continue;
    const [x, y] = space.onScreen(row);
    if (!free(x, y)) continue;
    shown.set(row, [x, y]);
    const key = cell(x, y);
    taken.set(key, [...(taken.get(key) ?? []), [x, y]]);
  }
  return shown;
}

// Side of a picture in CSS pixels: larger, the fewer photos are in view.
function pictureSize({ width, height }, count) {
  return Math.round(Math.min(Math.max(0.62 * Math.sqrt((width * height) / Math.max(count, 1)), 46), 112));
}

// Within a frame in the photo's colour; a letter says its verdict.
function drawPicture(context, picture, [x, y], size, { ink, dim, letter, verdictInk }) {
  const share = (size - 8) / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * share, picture.height * share];
  const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
  context.clearRect(left - 2, top - 2, Math.round(width) + 4, Math.round(height) + 4); // its point
  context.globalAlpha = dim ? 0.25 : 1;
  context.fillStyle = ink;
  context.fillRect(left - 2, top - 2, Math.round(width) + 4, Math.round(height) + 4);
  context.drawImage(picture, left, top, Math.round(width), Math.round(height));
  context.fillStyle = verdictInk;
  context.fillRect(left, top, 13, 13);
  context.fillStyle = "#000";
  context.font = "700 10px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(letter, left + 6.5, top + 7);
  context.globalAlpha = 1;
}
