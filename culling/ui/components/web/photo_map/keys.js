// Which key means what over the map.
const MAP_KEYS = {
  k: "keep", m: "maybe", r: "reject", p: "must-have", c: "clear", u: "undo", l: "loop", b: "box", v: "move", t: "pictures",
  "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", 0: "fit", "?": "help", Enter: "like", Escape: "back",
};
const MAP_MARKS = { "must-have": 1, keep: 2, maybe: 3, reject: 4, clear: 0 };
const MAP_WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MAP_HELP = [
  ["L · B · V", "loop · box · move"], ["Shift, Alt while drawing", "add to · take from the selection"],
  ["Click, Enter", ""], ["Wheel, two fingers, + − 0", "zoom in · out · the whole map"],
  ["Space or middle button, drag", "move the map"], ["← → ↑ ↓", "to the nearest photo there"],
  ["Space", "select the photo, or no longer"], ["Ctrl / ⌘ + A", "select all"],
  ["K · M · R · P · C", "keep · maybe · reject · must-have · clear: all that is selected"], ["U", "undo the last marking"],
  ["T", "pictures where there is room"], ["Esc", "select nothing"],
];

// Space selects when it is let go, unless the map was moved with it meanwhile.
function listenToKeys(view) {
  const { stage, hand } = view;
  view.root.addEventListener("keydown", (event) => event.stopPropagation()); // R and C are Streamlit's own
  stage.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const action = mapAction(view, event);
    if (action === null) return;
    event.preventDefault();
    if (event.repeat && (event.key.length === 1 && !"+-=".includes(event.key) || event.key === "Enter")) return;
    action();
  });
  stage.addEventListener("keyup", (event) => {
    if (event.key !== " " || !hand.space) return;
    Object.assign(hand, { space: false });
    if (!hand.panned) view.toggle(view.cursor);
  });
  stage.addEventListener("blur", () => Object.assign(hand, { space: false }));
}

// What a press does; null for a key that is none of ours.
function mapAction(view, event) {
  const key = keyName(event);
  if (event.ctrlKey || event.metaKey) {
    return { a: () => view.selectAll(), z: () => view.perform("undo") }[key] ?? null;
  }
  if (key === " ") return () => Object.assign(view.hand, { space: true, panned: false });
  if (MAP_WAYS[key]) return () => view.step(MAP_WAYS[key]);
  return Object.hasOwn(MAP_KEYS, key) ? () => view.perform(MAP_KEYS[key]) : null;
}

// `click` says what a click does.
function helpParts(click) {
  return MAP_HELP.flatMap(([keys, words]) => [madeOf("dt", "", keys), madeOf("dd", "", words || click)]);
}
