// One photo in its frame, for loupe.js: its pictures, where they lie, and what is said of them.
const LOUPE_LETTERS = { keep: "K", maybe: "M", reject: "R", unjudged: "?" };

const loupeClamp = (value, low, high) => Math.min(Math.max(value, low), high);
const loupeWait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const loupePixel = () => 1 / (window.devicePixelRatio || 1); // CSS px per pixel of the screen

function loupeMake(parent, name, tag = "div") {
  const made = document.createElement(tag);
  made.className = name;
  parent.append(made);
  return made;
}

async function loupePicture(url, alt) {
  const image = new Image();
  image.alt = alt;
  image.draggable = false;
  image.src = url;
  await image.decode();
  return image;
}

// Why there is no picture, in the server's words.
async function loupeReason(url) {
  const answer = await fetch(url).catch(() => null);
  const text = answer?.status === 422 ? await answer.text() : "";
  return text || "There is no picture of this photo now: it may have been moved or changed since the scan.";
}

// One photo in its frame. `place` is what all panes share: { long, x, y }, long null when fitted.
class LoupePane {
  constructor(parent, place) {
    this.place = place;
    this.root = loupeMake(parent, "loupe-pane");
    this.head = loupeMake(this.root, "loupe-head");
    this.badge = loupeMake(this.head, "loupe-badge", "span");
    this.name = loupeMake(this.head, "loupe-name", "span");
    this.mark = loupeMake(this.head, "loupe-mark", "span");
    this.view = loupeMake(this.root, "loupe-view");
    this.layer = loupeMake(this.view, "loupe-layer");
    this.said = loupeMake(this.view, "loupe-said");
    this.said.setAttribute("role", "status");
    this.busy = loupeMake(this.view, "loupe-busy");
    this.busy.textContent = "loading …";
    this.map = loupeMake(this.view, "loupe-map");
    this.map.setAttribute("aria-hidden", "true");
    this.rect = loupeMake(this.map, "loupe-rect");
    this.zoom = loupeMake(this.view, "loupe-zoom");
    this.turn = 0;
    this.shown = null; // { width, height, picture, whole } of the photo that is seen
    this.box = { width: 0, height: 0, left: 0, top: 0 };
  }

  measure() {
    const { width, height, left, top } = this.view.getBoundingClientRect();
    this.box = { width, height, left, top };
  }

  // CSS px per photo pixel when fitted; a small photo is not enlarged.
  get fit() {
    const { width, height } = this.shown;
    return Math.min(this.box.width / width, this.box.height / height, loupePixel());
  }

  get long() {
    return Math.max(this.shown.width, this.shown.height);
  }

  get scale() {
    return this.place.long === null ? this.fit : Math.max(this.fit, this.place.long / this.long);
  }

  // Where the photo's top left corner lies in the view: never a gap beside a photo that is larger than the view.
  get origin() {
    const along = (at, shown, room) => (shown <= room ? (room - shown) / 2 : loupeClamp(room / 2 - at * shown, room - shown, 0));
    const { width, height } = this.shown;
    const scale = this.scale;
    return [along(this.place.x, width * scale, this.box.width), along(this.place.y, height * scale, this.box.height)];
  }

  paint() {
    if (!this.shown) return;
    this.measure(); // the page may have scrolled, a dialog may have come to rest
    if (!this.box.width) return;
    const { width, height } = this.shown;
    const scale = this.scale;
    const pixel = loupePixel();
    // By whole pixels of the screen, or single pixels of the photo would be smeared over two. The view's own fraction of
    // a pixel does not count: the browser rounds it away for what is transformed.
    const snap = (at) => Math.round(at / pixel) * pixel;
    const [x, y] = this.origin;
    this.layer.style.width = `${width}px`;
    this.layer.style.height = `${height}px`;
    this.layer.style.transform = `translate(${snap(x)}px, ${snap(y)}px) scale(${scale})`;
    const whole = this.wanted(scale) ? this.shown.whole : null;
    const picture = whole ?? this.shown.picture;
    if (this.layer.firstChild !== picture || this.layer.childNodes.length > 1) this.layer.replaceChildren(picture);
    picture.classList.toggle("loupe-pixels", scale / pixel > 2 && picture.naturalWidth > 0.99 * width);
    this.tell(scale, x, y, picture);
    this.painted?.(); // for what others draw over the photo
  }

  tell(scale, x, y, picture) {
    const { width, height } = this.shown;
    const per = scale / loupePixel();
    const coming = this.wanted(scale) && !this.shown.whole && !this.shown.failed;
    const coarse = picture.naturalWidth < 0.99 * width && per * width > 1.01 * picture.naturalWidth && !coming;
    const words = [`${this.place.long === null ? "fit · " : ""}${per < 0.1 ? (per * 100).toFixed(1) : Math.round(per * 100)} %`];
    if (coarse) words.push(`shown from ${picture.naturalWidth} of ${width} px`);
    this.zoom.textContent = words.join(" · ");
    const seen = [Math.min(1, this.box.width / (width * scale)), Math.min(1, this.box.height / (height * scale))];
    this.map.hidden = seen[0] > 0.999 && seen[1] > 0.999;
    if (this.map.hidden) return;
    const side = 84 / this.long;
    Object.assign(this.map.style, { width: `${width * side}px`, height: `${height * side}px` });
    const from = [Math.max(0, -x) / (width * scale), Math.max(0, -y) / (height * scale)];
    const share = (value) => `${100 * value}%`;
    Object.assign(this.rect.style, { left: share(from[0]), top: share(from[1]), width: share(seen[0]), height: share(seen[1]) });
  }

  // Whether the whole-size picture would show more than the preview does.
  wanted(scale) {
    const { full, picture, width } = this.shown;
    return Boolean(full) && picture.naturalWidth < width && (scale * width) / loupePixel() > picture.naturalWidth;
  }

  describe(photo) {
    this.root.dataset.key = photo.key;
    this.head.hidden = !photo.head;
    this.name.textContent = this.name.title = photo.head ?? "";
    const verdict = Object.hasOwn(LOUPE_LETTERS, photo.verdict) ? photo.verdict : "unjudged";
    this.badge.className = `loupe-badge loupe-${verdict}`;
    this.badge.textContent = LOUPE_LETTERS[verdict];
    this.badge.title = verdict;
    this.head.classList.toggle("loupe-marked", Boolean(photo.mark));
    this.mark.textContent = photo.mark ? `marked ${photo.mark}` : "";
    if (this.shown?.key !== photo.key) return;
    for (const picture of [this.shown.picture, this.shown.whole]) if (picture) picture.alt = photo.alt;
    if (photo.width > 0 && photo.height > 0) Object.assign(this.shown, { width: photo.width, height: photo.height });
  }

  async show(photo, overlay, zoomed) {
    this.describe(photo);
    const wish = JSON.stringify([photo.key, photo.preview, photo.broken, overlay]);
    if (wish === this.wish) return;
    this.wish = wish;
    const turn = (this.turn += 1);
    if (photo.broken || !photo.preview) return this.refuse(photo.broken ?? "");
    const slow = setTimeout(() => this.root.classList.add("loupe-waiting"), 150);
    const coming = loupePicture(photo.preview, photo.alt).catch(() => null);
    const whole = zoomed && photo.full && !overlay ? loupePicture(photo.full, photo.alt) : null;
    const picture = await coming;
    // Zoomed in, the next photo comes at full size at once when it is quick: no blurred picture between two sharp ones.
    if (whole) await Promise.race([whole.catch(() => null), loupeWait(400)]);
    clearTimeout(slow);
    if (turn !== this.turn) return; // overtaken by the next photo
    if (!picture) {
      const reason = await loupeReason(photo.preview);
      if (turn === this.turn) this.refuse(reason);
      return;
    }
    const size = photo.width > 0 && photo.height > 0 ? photo : { width: picture.naturalWidth, height: picture.naturalHeight };
    const full = overlay ? null : photo.full;
    this.shown = { key: photo.key, width: size.width, height: size.height, picture, whole: null, full, alt: photo.alt };
    if (whole) this.sharpen(whole);
    this.reveal();
  }

  reveal() {
    this.root.classList.remove("loupe-waiting", "loupe-none");
    this.said.textContent = "";
    const small = this.shown.picture.cloneNode();
    small.alt = "";
    this.map.replaceChildren(small, this.rect);
    this.paint();
    this.fetchWhole();
  }

  refuse(reason) {
    this.root.classList.remove("loupe-waiting");
    this.root.classList.add("loupe-none");
    this.shown = null;
    this.layer.replaceChildren();
    this.map.hidden = true;
    this.zoom.textContent = "";
    this.said.textContent = reason;
  }

  // Once zoomed beyond the preview, the photo itself.
  fetchWhole() {
    if (!this.shown || this.shown.asked || !this.wanted(this.scale)) return;
    this.sharpen(loupePicture(this.shown.full, this.shown.alt));
  }

  async sharpen(coming) {
    const shown = this.shown;
    shown.asked = true;
    const slow = setTimeout(() => this.busy.classList.add("loupe-on"), 150);
    shown.whole = await coming.catch(() => null);
    clearTimeout(slow);
    this.busy.classList.remove("loupe-on");
    shown.failed = shown.whole === null;
    if (shown === this.shown) this.paint();
  }
}
