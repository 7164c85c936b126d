// One tile: picture, verdict by letter and colour, mark, two lines. Tiles are used again for other photos as the list
// moves; what is the same as before is not touched. Names and reasons are only ever set as textContent or attributes.
const MARK_LETTERS = ["", "★", "K", "M", "R"]; // by mark's code

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

function buildTile() {
  const tile = element("div", "tile");
  tile.setAttribute("role", "option");
  const image = element("img", "");
  image.alt = "";
  image.decoding = "async";
  image.draggable = false;
  const parts = { image, none: element("div", "none"), badge: element("span", "badge"), tick: element("span", "tick") };
  Object.assign(parts, { name: element("div", "name"), line: element("div", "line") });
  for (const part of [parts.badge, parts.tick]) part.setAttribute("aria-hidden", "true");
  tile.append(element("div", "picture", image, parts.none), parts.badge, parts.tick, parts.name, parts.line);
  tile.parts = parts;
  tile.told = {};
  return tile;
}

// Set what changed since the last time: `photo` is { row, place, count, name, line, verdict, mark, current, selected }.
function fillTile(tile, photo) {
  const told = tile.told;
  const say = (name, set) => {
    if (told[name] !== photo[name]) set(photo[name]);
    told[name] = photo[name];
  };
  const worded = ["name", "line", "verdict", "mark"].some((name) => told[name] !== photo[name]);
  if (told.verdict !== photo.verdict || told.mark !== photo.mark) showVerdict(tile, photo);
  say("name", (name) => { tile.parts.name.textContent = name; });
  say("line", (line) => { tile.parts.line.textContent = line; });
  say("current", (is) => tile.classList.toggle("current", is));
  say("selected", (is) => tile.setAttribute("aria-selected", is));
  say("place", (place) => tile.setAttribute("aria-posinset", place + 1));
  say("count", (count) => tile.setAttribute("aria-setsize", count));
  if (worded) tile.setAttribute("aria-label", photoWords(photo));
  if (worded) tile.title = [photo.path, photo.line].filter(Boolean).join("\n");
  Object.assign(told, { verdict: photo.verdict, mark: photo.mark });
}

// It is nobody's tile now.
function forgetTile(tile) {
  tile.classList.remove("current");
  tile.setAttribute("aria-selected", "false");
  Object.assign(tile.told, { current: false, selected: false });
}

// A letter in a ring is what the rules say, a filled one is what a person said.
function showVerdict(tile, { verdict, mark }) {
  const shown = mark ? VERDICTS[MARK_VERDICT[mark]] : VERDICTS[verdict];
  tile.classList.remove(...VERDICTS);
  tile.classList.add(shown);
  tile.classList.toggle("marked", mark > 0);
  tile.classList.toggle("must", mark === 1);
  tile.parts.badge.textContent = mark ? MARK_LETTERS[mark] : LETTERS[verdict];
}

// A photo in words, for those who do not see it.
function photoWords({ name, line, verdict, mark }) {
  const said = mark ? `marked ${MARKS[mark]}` : `${VERDICTS[verdict]} by the policy`;
  return [name, said, line].filter(Boolean).join(", ");
}

// The picture of another row: nothing is seen of the one before. Without an address it waits.
function showThumb(tile, row, url, seen) {
  const { image, none } = tile.parts;
  if (tile.shownRow === row && tile.url === url) return;
  Object.assign(tile, { shownRow: row, url });
  image.className = "";
  none.textContent = url === "" ? "no picture" : "";
  if (!url) return image.removeAttribute("src"); // an answer that is still on its way is called off
  image.onload = () => { image.className = "there"; seen(); };
  image.onerror = () => { none.textContent = "no picture"; };
  image.src = url;
}
