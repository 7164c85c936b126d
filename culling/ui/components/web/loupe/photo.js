// The loupe of the photo dialog, and the keys that act on it; after loupe.js. Keys are heard wherever the focus is, as
// long as the photo is there, except where they mean something else: in a field, a list, a table. Zoom is done here.
// Each other press has a number that only grows; what was pressed and not yet taken up is sent again with the next
// one, so that fast presses are not lost.
const MOVING = "[role=radiogroup], [role=slider], [role=combobox], [role=listbox], [role=menu], [data-testid=stDataFrame]";
const ZOOMS = { z: "toggle", "+": "in", "=": "in", "-": "out", 0: "fit", 1: "full" };
const STEP = 80; // px
const PANS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
const known = new WeakMap();

// What a press is here: { pan }, { zoom }, { key } for Python, or null.
function meant(event, keys) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = keyName(event);
  const target = event.composedPath()[0];
  const within = (places) => target instanceof Element && target.closest(places);
  if (within(TYPED_INTO) || (key.startsWith("Arrow") && within(MOVING))) return null;
  if (event.shiftKey && Object.hasOwn(PANS, key)) return { pan: PANS[key] };
  if (Object.hasOwn(ZOOMS, key)) return { zoom: ZOOMS[key] };
  return keys.includes(key) ? { key } : null;
}

function hear(event, viewer) {
  const press = meant(event, viewer.data.keys);
  if (press === null) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // R and C are Streamlit's own as well
  if (press.pan) viewer.loupe.pan(...press.pan);
  else if (press.zoom) viewer.loupe.zoom(press.zoom);
  else if (!event.repeat || press.key.startsWith("Arrow")) send(viewer, press.key);
}

function send(viewer, key) {
  viewer.last = nextNumber(viewer.last, viewer.data.heard);
  viewer.pressed = viewer.pressed.filter(([number]) => number > viewer.data.heard);
  viewer.pressed.push([viewer.last, key]);
  viewer.send("pressed", viewer.pressed);
}

function keepFocus(root) {
  // Streamlit may make a button anew; Escape is heard inside the dialog alone.
  const dialog = (root.getRootNode().host ?? root).closest("[role=dialog]");
  if (dialog && (document.activeElement === document.body || document.activeElement === null)) dialog.focus();
}

function start(root, data) {
  return { loupe: makeLoupe(root), pressed: [], last: 0, zoomed: data.zoom[0] };
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const viewer = known.get(root) ?? start(root, data);
  known.set(root, viewer);
  viewer.data = data;
  viewer.send = setStateValue;
  root.style.setProperty("--height", data.height);
  viewer.loupe.show(data.photos, { overlay: data.overlay });
  viewer.loupe.ahead(data.ahead);
  const [number, how] = data.zoom;
  if (number > viewer.zoomed) viewer.loupe.zoom(how);
  viewer.zoomed = number;
  keepFocus(root);
  viewer.stop?.();
  const heard = (event) => hear(event, viewer);
  window.addEventListener("keydown", heard, true);
  viewer.stop = () => window.removeEventListener("keydown", heard, true);
  return viewer.stop;
}
