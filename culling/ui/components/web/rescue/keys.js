// Keys that are the same over the photo that is drawn on and over before and after.
const RESCUE_ZOOMS = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "full" };
const RESCUE_ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The key's name where it is one of ours to hear: not in a field, not with other modifiers than those of undo.
function rescueKey(event) {
  const target = event.composedPath()[0];
  if (event.isComposing || event.altKey || target.closest?.(TYPED_INTO)) return null;
  return keyName(event);
}

// Zooming is the same over both: by keys, by buttons, and by wishes of the page, which are numbered.
function rescueZoomed(loupe, key) {
  if (!Object.hasOwn(RESCUE_ZOOMS, key)) return false;
  loupe.zoom(RESCUE_ZOOMS[key]);
  return true;
}

function rescueWished(loupe, before, { zoom: [number, how] }) {
  if (before && number > before.zoom[0]) loupe.zoom(how);
}

// Buttons by what stands in their data: `acts` holds what else is heard.
function rescueButtons(root, loupe, acts) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    for (const [name, value] of Object.entries(button?.dataset ?? {})) (name === "zoom" ? (how) => loupe.zoom(how) : acts[name])?.(value);
  });
}

function rescueTaken(event) {
  event.preventDefault();
  event.stopPropagation(); // R and C are Streamlit's own as well
}
