// The keys of the gallery, and those that groups have besides.
Object.assign(KEY_ACTIONS, { g: "choose", a: "accept", e: "expand", s: "beside", l: "map" });
delete KEY_ACTIONS["/"];
delete KEY_ACTIONS[" "];

const GROUP_HELP = [
  ["A", "accept the group: keep the keeper, reject the others"], ["G", "make this the keeper; again: take that back"],
  ["K · M · R", "keep · maybe · reject"], ["P · C", "must-have · clear the mark"], ["U", "undo the last mark"],
  ["← → ↑ ↓", "go from photo to photo"], ["Page ↑ ↓", "previous, next group"], ["Home · End", "first, last group"],
  ["N", "next group with an undecided photo, Shift: previous"], ["E", "all photos of a large group, or its first row"],
  ["Z · Enter", "large; ← → within the group"], ["S", "up to four of the group side by side"],
  ["Z in large", "100 % and back"], ["+ − 0 1", "zoom in · out · fit · 100 %"],
  ["B · H · F in large", "blur map · highlights and shadows · focus peaking"],
  ["E · D · T in large", "faces and eyes · subject, the rest dimmed · thirds and horizon"], ["L", "select the group on the map"],
  ["[ ]", "smaller, larger tiles"], ["Esc", "back"],
];

// Keys pressed over another browser part of the page, such as the map, are for that part.
function groupAction(event, root) {
  const target = event.composedPath()[0];
  const elsewhere = target instanceof Node && target.getRootNode() !== document && !root.contains(target);
  return elsewhere ? null : keyAction(event, root);
}
