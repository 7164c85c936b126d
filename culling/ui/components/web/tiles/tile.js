// One tile: a button with picture, verdict, name and lines, and beside it small buttons that agree or disagree.
// Names and reasons come from files: they are only ever set as textContent or attributes.
// A letter in a ring is what the rules say, a filled one is what a person said.
const MARK_LETTERS = { "must-have": "★", keep: "K", maybe: "M", reject: "R" };

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

function push(className, text) {
  const button = make("button", className, text);
  button.type = "button";
  button.tabIndex = -1; // by keyboard A and X do it
  return button;
}

function buildTile() {
  const parts = { picture: make("div", "picture"), bar: make("div", "bar"), badge: make("span", "badge") };
  Object.assign(parts, { answer: make("span", "answer"), name: make("div", "name"), lines: make("div", "lines") });
  parts.open = make("button", "open", parts.picture, parts.bar, make("div", "words", parts.name, parts.lines), parts.badge, parts.answer);
  parts.open.type = "button";
  Object.assign(parts, { accept: push("act accept", "✓"), contest: push("act contest", "✗") });
  parts.acts = make("div", "acts", parts.accept, parts.contest);
  const tile = make("li", "tile", parts.open, parts.acts);
  tile.parts = parts;
  return tile;
}

function showPicture(tile, photo) {
  if (tile.url === photo.url && tile.url !== undefined) return;
  tile.url = photo.url;
  const nothing = make("div", "none", "no picture");
  if (!photo.url) return tile.parts.picture.replaceChildren(nothing);
  const image = document.createElement("img");
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = "";
  image.onerror = () => tile.parts.picture.replaceChildren(nothing);
  image.src = photo.url;
  tile.parts.picture.replaceChildren(image);
}

// What a mark says of the verdict that the last move gave.
function answerOf(photo, mark) {
  if (!mark) return "";
  if (mark === photo.accept) return "accepted";
  return mark === photo.contest ? "contested" : "";
}

function fillTile(tile, photo, mark) {
  const { open, badge, answer, name, lines, accept, contest, acts } = tile.parts;
  const verdict = mark ? VERDICTS[MARK_VERDICT[MARKS.indexOf(mark)]] : photo.verdict;
  const said = answerOf(photo, mark);
  tile.classList.remove(...VERDICTS);
  tile.classList.add(verdict);
  tile.classList.toggle("marked", Boolean(mark));
  showPicture(tile, photo);
  badge.textContent = mark ? MARK_LETTERS[mark] : LETTERS[VERDICTS.indexOf(verdict)];
  answer.textContent = said;
  name.textContent = photo.name;
  lines.replaceChildren(...photo.lines.map((text) => make("div", "line", text)));
  tile.title = [photo.path, ...photo.lines].join("\n");
  const spoken = mark ? `marked ${mark}` : `${verdict} by the policy`;
  open.setAttribute("aria-label", [photo.name, said, spoken, ...photo.lines].filter(Boolean).join(", "));
  acts.hidden = !photo.accept && !photo.contest;
  for (const [button, word, key, what] of [[accept, "Accept", "A", photo.accept], [contest, "Contest", "X", photo.contest]]) {
    button.hidden = !what;
    button.title = `${word} (${key}): mark ${what}`;
    button.setAttribute("aria-label", `${word}: mark ${photo.name} ${what}`);
  }
}
