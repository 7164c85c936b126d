// Which key means what. Keys are heard wherever the focus is while the gallery is there, except where they mean
// something else: in a field, a list, a table, a dialog. R and C are Streamlit's own as well, so they go no further.
const KEY_ACTIONS = {
  k: "keep", m: "maybe", r: "reject", p: "must-have", c: "clear", u: "undo",
  n: "undecided", z: "zoom", "/": "filter", "?": "help", "[": "smaller", "]": "larger",
  b: "blur", h: "clipping", f: "peaking", e: "faces", d: "subject", t: "composition", "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", 0: "fit", 1: "full",
  Enter: "open", Escape: "back", " ": "select", ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up",
  ArrowDown: "down", Home: "first", End: "last", PageUp: "pageUp", PageDown: "pageDown",
};
const KEY_MARKS = { "must-have": 1, keep: 2, maybe: 3, reject: 4, clear: 0 };
const KEY_HELP = [
  ["K · M · R", "keep · maybe · reject"], ["P", "must-have"], ["C", "clear the mark"], ["U", "undo"],
  ["← → ↑ ↓", "go"], ["Home · End · Page", "far"], ["N", "next undecided, Shift: previous"],
  ["Space", "select"], ["Shift + arrows, click", "select a range"], ["Ctrl / ⌘ + A", "select all"],
  ["Z · Enter", "large; with 2 to 4 selected, side by side"], ["Z in large", "100 % and back"],
  ["+ − 0 1", "zoom in · out · fit · 100 %"], ["Shift + arrows in large", "move the picture"],
  ["B · H · F in large", "blur map · highlights and shadows · focus peaking"],
  ["E · D · T in large", "faces and eyes · subject, the rest dimmed · thirds and horizon"],
  ["/", "filter names and reasons"], ["[ ]", "smaller, larger tiles"], ["Esc", "back: large, selection, filter"],
];
const REPEATS = /^(left|right|up|down|pageUp|pageDown|zoomIn|zoomOut)$/;
const MOVED_IN = "[role=radiogroup], [role=slider], [role=combobox], [role=listbox], [role=menu], [role=grid], "
  + "[role=tablist], [data-testid=stDataFrame]";
const PRESSED = "button, a, summary, [role=button], [role=radio], [role=checkbox], [role=switch], [role=tab], input";

// What a press means to the gallery whose root this is, null when nothing.
function keyAction(event, root) {
  const key = keyName(event);
  if (event.altKey || event.isComposing) return null;
  const target = event.composedPath()[0];
  const own = root.contains(target);
  const within = (places) => target instanceof Element && target.closest(places) !== null;
  if (within(TYPED_INTO) || (!own && elsewhere(key, within))) return null;
  if (own && /^(Enter| )$/.test(key) && within(PRESSED)) return null;
  if (event.ctrlKey || event.metaKey) return { a: "all", z: "undo" }[key] ?? null;
  return Object.hasOwn(KEY_ACTIONS, key) ? KEY_ACTIONS[key] : null;
}

function elsewhere(key, within) {
  if (document.querySelector("[role=dialog]") || within("[role=application]")) return true; // the map has keys of its own
  if (/^(Enter| |Escape)$/.test(key)) return within(PRESSED) || within(MOVED_IN);
  return /^(Arrow|Page|Home|End)/.test(key) && within(MOVED_IN);
}
