// What each action does to a gallery; `shift` extends the selection, or moves the picture that is large.
const GALLERY_MOVES = {
  left: (gallery, shift) => gallery.step(-1, shift, "left"),
  right: (gallery, shift) => gallery.step(1, shift, "right"),
  up: (gallery, shift) => gallery.step(-gallery.grid.columns, shift, "up"),
  down: (gallery, shift) => gallery.step(gallery.grid.columns, shift, "down"),
  pageUp: (gallery, shift) => gallery.step(-gallery.grid.perPage, shift),
  pageDown: (gallery, shift) => gallery.step(gallery.grid.perPage, shift),
  first: (gallery, shift) => gallery.step(-Infinity, shift),
  last: (gallery, shift) => gallery.step(Infinity, shift),
  undecided: (gallery, shift) => gallery.nextUndecided(shift ? -1 : 1),
  select: (gallery) => gallery.select(() => gallery.list.toggle()),
  all: (gallery) => gallery.select(() => { gallery.list.selected = new Set(gallery.list.shown); }),
  zoom: (gallery) => (gallery.large.open ? gallery.large.zoom("toggle") : gallery.enlarge()),
  open: (gallery) => (gallery.large.open ? gallery.shrink() : gallery.enlarge()),
  back: (gallery) => gallery.back(),
  undo: (gallery) => gallery.undo(),
  filter: (gallery) => gallery.toFilter(),
  unfilter: (gallery) => gallery.unfilter(),
  photos: (gallery) => gallery.viewport.focus({ preventScroll: true }),
  help: (gallery) => gallery.strip.toggleHelp(),
  smaller: (gallery) => gallery.resize(-1),
  larger: (gallery) => gallery.resize(1),
  finish: (gallery) => gallery.trigger("finished", true),
  blur: (gallery) => gallery.overlay("blur"),
  clipping: (gallery) => gallery.overlay("clipping"),
  peaking: (gallery) => gallery.overlay("peaking"),
  faces: (gallery) => gallery.overlay("faces"),
  subject: (gallery) => gallery.overlay("subject"),
  composition: (gallery) => gallery.overlay("composition"),
  zoomIn: (gallery) => gallery.zoom("in"),
  zoomOut: (gallery) => gallery.zoom("out"),
  fit: (gallery) => gallery.zoom("fit"),
  full: (gallery) => gallery.zoom("full"),
};

// What is said after photos were marked, and where one is now.
function markedWords(code, count, gallery) {
  const what = code ? `Marked ${MARKS[code]}` : "Mark cleared";
  return count > 1 ? `${count.toLocaleString("en")} photos: ${what.toLowerCase()}.` : `${what}: ${gallery.name(gallery.markedRow)}.`;
}

function lastWords(undecided) {
  if (!undecided) return "Nothing is left to decide.";
  return `This is the last photo. ${undecided.toLocaleString("en")} undecided: N goes to the next.`;
}

function emptyWords(gallery) {
  if (!gallery.list.order.length) return gallery.data.empty;
  return `No name and no reason holds “${gallery.words}”. Escape clears the filter.`;
}
