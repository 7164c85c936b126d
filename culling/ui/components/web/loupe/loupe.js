// After pane.js (`SCRIPTS` in loupe.py joins them).
//
// One to four photos side by side, from fitted to single pixels, all at the same place and zoom.
//
//   const loupe = makeLoupe(host, { onActive(place) {} }); // host: an element with a height of its own
//   loupe.show([{ key, preview, full, width, height, alt, head, verdict, mark, broken }, …], { overlay: null, active: 0 });
//   loupe.zoom("toggle" | "in" | "out" | "fit" | "full");  // toggle: fitted ↔ 100 %
//   loupe.pan(-40, 0);                                     // as a drag: the photos move 40 px to the left
//   loupe.ahead([url or { preview, full }, …]);            // likely next; full is fetched only while zoomed
//   loupe.panes;                                           // see pane.js; set `painted` to draw over a photo
//   loupe.zoomed, loupe.destroy()
//
// 100 % is one photo pixel per pixel of the screen, whatever is shown of the photo. The zoom is kept as the length of
// the long side on the screen and the place as the photo's relative centre, so photos of different size show the same
// part. It hears wheel, drag, pinch and double click, and no keys: its owner does. With an overlay the overlay stays
// when zoomed, else the whole-size picture comes in. Texts are set as textContent or attributes alone.
const LOUPE_STEPS = [5, 10, 15, 25, 33.4, 50, 66.7, 100, 150, 200, 300, 400, 600, 800, 1200, 1600]; // per cent
const LOUPE_MOST = 16; // pixels of the screen per photo pixel

function makeLoupe(host, { onActive = () => {} } = {}) {
  const place = { long: null, x: 0.5, y: 0.5 };
  const panes = [];
  const root = loupeMake(host, "loupe");
  let first = null; // while its size stays the same, so do zoom and place
  let ahead = [];
  const seen = () => panes.filter((pane) => pane.shown && pane.box.width);

  function paint() {
    for (const pane of panes) pane.paint();
    for (const pane of panes) pane.fetchWhole();
    root.classList.toggle("loupe-zoomed", place.long !== null);
  }

  // Look at the relative point (x, y), as far as this pane's photo fills its view around it.
  function settle(pane, x, y) {
    const along = (at, shown, room) => (shown <= room ? 0.5 : loupeClamp(at, room / 2 / shown, 1 - room / 2 / shown));
    const scale = pane.scale;
    place.x = along(x, pane.shown.width * scale, pane.box.width);
    place.y = along(y, pane.shown.height * scale, pane.box.height);
  }

  // What is under (x, y) of a pane's view stays there.
  function zoomTo(pane, scale, x = pane.box.width / 2, y = pane.box.height / 2) {
    const [left, top] = pane.origin;
    const before = pane.scale;
    const { width, height } = pane.shown;
    const at = [(x - left) / (width * before), (y - top) / (height * before)];
    const long = Math.min(scale, LOUPE_MOST * loupePixel()) * pane.long;
    const fitted = long <= Math.min(...seen().map((other) => other.fit * other.long)) * 1.0001;
    place.long = fitted ? null : long;
    const after = pane.scale;
    settle(pane, at[0] + (pane.box.width / 2 - x) / (width * after), at[1] + (pane.box.height / 2 - y) / (height * after));
    paint();
  }

  function move(pane, dx, dy) {
    const scale = pane.scale;
    settle(pane, place.x - dx / (pane.shown.width * scale), place.y - dy / (pane.shown.height * scale));
    paint();
  }

  function toggle(pane, x, y) {
    const whole = loupePixel();
    if (place.long !== null) zoomTo(pane, 0);
    else zoomTo(pane, pane.fit < whole * 0.999 ? whole : 2 * whole, x, y); // a small photo is at 100 % when fitted
  }

  function step(pane, by) {
    const per = (pane.scale / loupePixel()) * 100;
    const steps = by > 0 ? LOUPE_STEPS : [...LOUPE_STEPS].reverse();
    const next = steps.find((at) => (at - per) * by > 0.02 * per) ?? (by > 0 ? LOUPE_MOST * 100 : 0);
    zoomTo(pane, (next / 100) * loupePixel());
  }

  function zoom(how) {
    const pane = seen()[0];
    if (!pane) return;
    if (how === "toggle") toggle(pane);
    else if (how === "fit") zoomTo(pane, 0);
    else if (how === "full") zoomTo(pane, loupePixel());
    else step(pane, how === "in" ? 1 : -1);
  }

  function add() {
    const pane = new LoupePane(root, place);
    panes.push(pane);
    loupeListen(pane, { zoomTo, move, toggle, pick: () => onActive(panes.indexOf(pane)) });
    sizes.observe(pane.view);
  }

  const sizes = new ResizeObserver(() => {
    for (const pane of panes) pane.measure();
    paint();
  });

  return {
    show(photos, { overlay = null, active = -1 } = {}) {
      root.dataset.panes = photos.length;
      while (panes.length < photos.length) add();
      for (const pane of panes.splice(photos.length)) {
        sizes.unobserve(pane.view);
        pane.root.remove();
      }
      const [now] = photos;
      const alike = now && first && (now.key === first.key || (now.width === first.width && now.height === first.height));
      if (!alike) Object.assign(place, { long: null, x: 0.5, y: 0.5 });
      first = now;
      panes.forEach((pane, at) => {
        pane.root.classList.toggle("loupe-active", photos.length > 1 && at === active);
        pane.show(photos[at], overlay, place.long !== null);
      });
      paint();
    },
    zoom,
    panes,
    pan(dx, dy) {
      const pane = seen()[0];
      if (pane) move(pane, dx, dy);
    },
    ahead(next) {
      const urls = next.flatMap((one) => (typeof one === "string" ? [one] : [one.preview, place.long === null ? null : one.full]));
      ahead = urls.filter(Boolean).slice(0, 8).map((url) => ahead.find((known) => known.wish === url) ?? loupeAhead(url));
    },
    get zoomed() {
      return place.long !== null;
    },
    destroy() {
      sizes.disconnect();
      root.remove();
    },
  };
}

function loupeAhead(url) {
  const image = new Image();
  image.wish = url;
  image.src = url;
  return image;
}

// Wheel, drag, pinch and double click over one pane.
function loupeListen(pane, { zoomTo, move, toggle, pick }) {
  const { view, map } = pane;
  const fingers = new Map();
  const at = (event) => [event.clientX - pane.box.left, event.clientY - pane.box.top];
  const spread = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one[0] - other[0], one[1] - other[1]);
  };

  view.addEventListener("wheel", (event) => {
    if (!pane.shown) return;
    const idle = pane.place.long === null && event.deltaY > 0; // there is nothing to zoom out of: the page scrolls
    if (idle && !event.ctrlKey) return;
    event.preventDefault();
    pane.measure(); // the page may have scrolled
    const lines = event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 300 : 1;
    const by = loupeClamp(event.deltaY * lines, -240, 240);
    zoomTo(pane, pane.scale * Math.exp(-by * (event.ctrlKey ? 0.01 : 0.0022)), ...at(event));
  }, { passive: false });

  view.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pick();
    if (!pane.shown) return;
    pane.measure();
    if (!map.hidden && map.contains(event.target)) return lookAt(event);
    view.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    view.classList.add("loupe-held");
  });

  view.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    if (!from || !pane.shown) return;
    const before = fingers.size === 2 ? spread() : 0;
    const to = at(event);
    fingers.set(event.pointerId, to);
    const share = 1 / fingers.size;
    move(pane, (to[0] - from[0]) * share, (to[1] - from[1]) * share);
    if (before > 0) {
      const [one, other] = [...fingers.values()];
      zoomTo(pane, (pane.scale * spread()) / before, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
    }
  });

  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    view.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      view.classList.toggle("loupe-held", fingers.size > 0);
    });
  }

  view.addEventListener("dblclick", (event) => {
    if (!pane.shown || map.contains(event.target)) return;
    event.preventDefault();
    pane.measure();
    toggle(pane, ...at(event));
  });

  // A click on the small map goes there.
  function lookAt(event) {
    const { left, top, width, height } = map.getBoundingClientRect();
    const scale = pane.scale;
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    const now = [(pane.box.width / 2 - pane.origin[0]) / (pane.shown.width * scale), (pane.box.height / 2 - pane.origin[1]) / (pane.shown.height * scale)];
    move(pane, (now[0] - x) * pane.shown.width * scale, (now[1] - y) * pane.shown.height * scale);
  }
}
