// One photo large, and the keys that act on it. Keys are heard wherever the focus is, as long as the viewer is there,
// except where they mean something else: in a field, a list, a table. Each press has a number that only grows; what
// was pressed and not yet taken up is sent again with the next one, so that fast presses are not lost.
// Texts are only ever set as textContent or attributes.
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=textbox]";
const MOVING = "[role=radiogroup], [role=slider], [role=combobox], [role=listbox], [role=menu], [data-testid=stDataFrame]";
const known = new WeakMap();

function said(root, text) {
  const words = document.createElement("div");
  words.className = "said";
  words.setAttribute("role", "status");
  words.textContent = text;
  root.replaceChildren(words);
}

async function show(root, viewer, { url, alt }) {
  if (viewer.url === url) {
    if (viewer.image) viewer.image.alt = alt;
    return;
  }
  viewer.url = url;
  if (!url) return root.replaceChildren();
  root.classList.add("waiting");
  const image = new Image();
  image.alt = alt;
  image.src = url;
  const shown = await image.decode().then(() => true, () => false);
  if (viewer.url !== url) return; // overtaken by the next photo
  viewer.image = shown ? image : null;
  if (shown) root.replaceChildren(image);
  else said(root, await reason(url));
  root.classList.remove("waiting");
}

async function reason(url) {
  const answer = await fetch(url).catch(() => null);
  const text = answer?.status === 422 ? await answer.text() : "";
  return text || "There is no picture of this photo now: it may have been moved or changed since the scan.";
}

function named(event) {
  if (event.key.length > 1) return event.key;
  // Where the keyboard writes no Latin letters, the key's place counts.
  return (/^[a-z]$/i.test(event.key) || !event.code.startsWith("Key") ? event.key : event.code[3]).toLowerCase();
}

function meant(event, keys) {
  const key = named(event);
  if (!keys.includes(key) || event.ctrlKey || event.altKey || event.metaKey) return null;
  const target = event.composedPath()[0];
  const within = (places) => target instanceof Element && target.closest(places);
  if (within(TYPING) || (key.startsWith("Arrow") && within(MOVING))) return null;
  return key;
}

function hear(event, viewer) {
  const key = meant(event, viewer.data.keys);
  if (key === null) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // R and C are Streamlit's own as well
  if (event.repeat && !key.startsWith("Arrow")) return;
  viewer.last = Math.max(Date.now(), viewer.last + 1, viewer.data.heard + 1);
  viewer.pressed = viewer.pressed.filter(([number]) => number > viewer.data.heard);
  viewer.pressed.push([viewer.last, key]);
  viewer.send("pressed", viewer.pressed);
}

function keepFocus(root) {
  // Streamlit may make a button anew; Escape is heard inside the dialog alone.
  const dialog = (root.getRootNode().host ?? root).closest("[role=dialog]");
  if (dialog && (document.activeElement === document.body || document.activeElement === null)) dialog.focus();
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const viewer = known.get(parentElement) ?? { pressed: [], last: 0 };
  known.set(parentElement, viewer);
  viewer.data = data;
  viewer.send = setStateValue;
  root.style.setProperty("--height", data.height);
  show(root, viewer, data);
  for (const url of data.ahead) new Image().src = url;
  keepFocus(root);
  viewer.stop?.();
  const heard = (event) => hear(event, viewer);
  window.addEventListener("keydown", heard, true);
  viewer.stop = () => window.removeEventListener("keydown", heard, true);
  return viewer.stop;
}
