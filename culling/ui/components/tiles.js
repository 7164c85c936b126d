// Tiles keep their elements from one run to the next, so that a moving cutoff does not make pictures flash.
// Names and reasons come from files: they are only ever set as textContent or attributes.
const LETTERS = { keep: "K", maybe: "M", reject: "R", unjudged: "?" };
const known = new WeakMap();

function make(tag, className) {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

function build() {
  const tile = make("button", "tile");
  tile.type = "button";
  const parts = { picture: make("div", "picture"), bar: make("div", "bar"), words: make("div", "words") };
  parts.badge = make("span", "badge");
  parts.name = make("div", "name");
  parts.lines = make("div", "lines");
  parts.words.append(parts.name, parts.lines);
  tile.append(parts.picture, parts.badge, parts.bar, parts.words);
  tile.parts = parts;
  return tile;
}

function showPicture(tile, photo) {
  if (tile.url === photo.url && tile.url !== undefined) return;
  tile.url = photo.url;
  const nothing = make("div", "none");
  nothing.textContent = "no picture";
  if (!photo.url) return tile.parts.picture.replaceChildren(nothing);
  const image = document.createElement("img");
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = "";
  image.onerror = () => tile.parts.picture.replaceChildren(nothing);
  image.src = photo.url;
  tile.parts.picture.replaceChildren(image);
}

function fill(tile, photo, open) {
  const { badge, name, lines } = tile.parts;
  tile.classList.remove(...Object.keys(LETTERS));
  tile.classList.add(photo.verdict);
  showPicture(tile, photo);
  badge.textContent = LETTERS[photo.verdict] + (photo.marked ? " ✓" : "");
  name.textContent = photo.name;
  lines.replaceChildren(...photo.lines.map((text) => {
    const line = make("div", "line");
    line.textContent = text;
    return line;
  }));
  tile.title = [photo.path, ...photo.lines].join("\n");
  const verdict = photo.marked ? `marked ${photo.verdict}` : photo.verdict;
  tile.setAttribute("aria-label", [photo.name, verdict, ...photo.lines].join(", "));
  tile.onclick = () => open(photo.path);
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const tiles = known.get(parentElement) ?? new Map();
  known.set(parentElement, tiles);
  root.className = `root ${data.layout}`;
  root.style.setProperty("--cell", `${data.cell}px`);
  root.onkeydown = (event) => event.stopPropagation();
  const wanted = new Set(data.photos.map((photo) => photo.path));
  for (const path of tiles.keys()) if (!wanted.has(path)) tiles.delete(path);
  const shown = data.photos.map((photo) => {
    const tile = tiles.get(photo.path) ?? build();
    tiles.set(photo.path, tile);
    fill(tile, photo, (path) => setTriggerValue("open", path));
    return tile;
  });
  if (!shown.length) {
    const empty = make("div", "empty");
    empty.textContent = data.empty;
    shown.push(empty);
  }
  if (shown.length !== root.children.length || shown.some((tile, place) => root.children[place] !== tile)) {
    root.replaceChildren(...shown);
  }
}
