// The Tab key goes from the button of an open popover into it, and at its ends back to that button.
const BODY = "[data-testid=stPopoverBody]";
const OPENED = "[data-testid=stPopoverButton][aria-expanded=true]";
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";
const listening = new WeakSet();
let left = null; // the button of the popover that had the focus last: what was pressed in there may be gone since

const isStop = (element) => element.tabIndex >= 0 && !element.disabled && element.getClientRects().length > 0;

// Radio groups are one stop: of theirs only those count that Tab would reach, which is what `tabIndex` says.
const stopsOf = (body) => [...body.querySelectorAll(STOPS)].filter(isStop);

// Where Tab shall go instead of where the document's order leads; null for there.
function leading(root, backwards) {
  const [body, button, active] = [root.querySelector(BODY), root.querySelector(OPENED), root.activeElement];
  if (active === root.body && left?.isConnected) return (body && stopsOf(body)[0]) ?? left;
  if (!body || !button) return null;
  const stops = stopsOf(body);
  if (active === button) return backwards ? null : stops[0];
  if (!body.contains(active)) return null;
  if (backwards) return active === stops[0] || active === body ? button : null;
  if (active === stops.at(-1)) button.focus({ preventScroll: true }); // and on from there, to what follows it
  return null;
}

function follow(event) {
  const root = event.currentTarget;
  if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = leading(root, event.shiftKey);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function note(event) {
  const root = event.currentTarget;
  left = event.target.closest?.(BODY) ? root.querySelector(OPENED) : null;
}

export default function listen({ parentElement }) {
  const root = parentElement.ownerDocument;
  if (listening.has(root)) return;
  listening.add(root); // for good: every page has it, and a second one would do nothing
  root.addEventListener("keydown", follow, true);
  root.addEventListener("focusin", note, true);
}
