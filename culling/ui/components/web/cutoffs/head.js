// What stays in sight while a cut moves: the counts of the whole policy, and the two photos on either side of the cut.
// Names come from files: they are only ever set as textContent or attributes.
const PICTURE_WAIT_MS = 60; // while a drag runs over many photos, only those are fetched that it stays on

function makeHead(act) {
  const head = { counts: [], parts: [], sides: [], shown: null };
  head.share = make("div", "share", { "aria-hidden": "true" });
  const list = make("div", "counts", { role: "group", "aria-label": "Verdicts of all photos" });
  VERDICTS.forEach((verdict, code) => {
    const number = make("b", "number");
    const change = make("span", "change");
    head.parts.push(head.share.appendChild(make("i", verdict)));
    head.counts.push({ number, change });
    list.append(make("span", `count ${verdict}`, { title: verdict }, make("span", "badge", {}, LETTERS[code]), number, make("span", "what", {}, verdict), change));
  });
  head.saved = make("div", "saved", { title: "Rejected by the rules, and the last acceptable photos of their groups: maybe instead", hidden: "" });
  head.readout = makeReadout();
  head.where = make("div", "where");
  const pair = make("div", "pair");
  for (const side of ["below", "above"]) {
    head.sides.push(makeSide(side, act));
    pair.append(head.sides.at(-1).element);
  }
  head.said = make("div", "said", { role: "status", "aria-live": "polite" });
  head.element = make("div", "head", {}, head.share, list, head.saved, head.readout.element, head.where, pair, head.said);
  return head;
}

function makeSide(name, act) {
  const side = { row: undefined, picture: make("img", "", { alt: "", draggable: "false" }) };
  side.badge = make("span", "badge");
  side.name = make("span", "photo", { dir: "auto" });
  side.value = make("span", "value");
  side.sign = make("span", "sign");
  side.element = make("button", `side ${name}`, { type: "button" },
    make("span", "picture", {}, side.picture, side.badge), make("span", "words", {}, side.name, make("span", "line", {}, side.value, side.sign)));
  side.element.onclick = () => side.row !== null && act.open(side.row);
  side.picture.onload = () => side.picture.classList.add("there");
  return side;
}

// The totals, and since when: `before` are those at the start of the move, null at rest.
function showTotals(head, totals, before) {
  head.counts.forEach(({ number, change }, code) => {
    const by = before ? totals[code] - before[code] : 0;
    number.textContent = counted(totals[code]);
    change.textContent = by ? `${by > 0 ? "+" : "−"}${counted(Math.abs(by))}` : "";
    head.parts[code].style.flexGrow = totals[code];
    head.parts[code].hidden = !totals[code];
  });
  clearTimeout(head.saying);
  head.saying = setTimeout(() => {
    const guarded = head.saved.hidden ? [] : [head.saved.textContent];
    if (head.readout.spoken) guarded.push(head.readout.spoken);
    head.said.textContent = [...VERDICTS.map((verdict, code) => `${counted(totals[code])} ${verdict}`), ...guarded].join(", ");
  }, 500);
}

// How many of the maybe the group guard saved, and since when, as with the totals; nothing without a guard.
function showSaved(head, guard, before) {
  head.saved.hidden = !guard;
  if (!guard) return;
  const by = before === null ? 0 : guard.count - before;
  const change = by ? ` ${by > 0 ? "+" : "−"}${counted(Math.abs(by))}` : "";
  head.saved.textContent = `${counted(guard.count)} saved by guard${change}`;
}

// The photos nearest to a cut by value, and which verdict the whole policy gives them.
function showPair(head, judge, rows, paths, column, cut) {
  head.element.classList.toggle("empty", !cut);
  if (!cut) {
    head.where.textContent = "No cut is set.";
    return;
  }
  const unit = cut.unit ? ` ${cut.unit}` : "";
  const share = shareBelow(column, cut.side, cut.value);
  head.where.textContent = `${cut.metric}: ${cut.word} ${cut.side} ${written(cut.value)}${unit} · ${percentile(share)}`;
  const near = rowsAt(column, cut.side, cut.value);
  const signs = cut.side === "below" ? ["<", "≥"] : ["≤", ">"];
  head.sides.forEach((side, place) => {
    const row = near[place];
    const verdict = row === null ? "none" : VERDICTS[judge.verdict[row]];
    side.element.className = `side ${place ? "above" : "below"} ${verdict}`;
    side.element.disabled = row === null;
    side.badge.textContent = row === null ? "" : LETTERS[judge.verdict[row]];
    side.value.textContent = row === null ? "" : beside(column.values[row], cut.value);
    side.sign.textContent = row === null ? "" : ` ${signs[place]} ${brief(cut.value)}`;
    if (row !== side.row) showPhoto(side, row, rows, paths);
  });
}

function showPhoto(side, row, rows, paths) {
  side.row = row;
  const path = row === null ? "" : (paths?.[row] ?? "…");
  side.name.textContent = row === null ? "no photo on this side" : path.slice(path.lastIndexOf("/") + 1);
  side.element.title = path;
  side.picture.classList.remove("there");
  clearTimeout(side.waiting);
  if (row === null) side.picture.removeAttribute("src");
  else side.waiting = setTimeout(() => showPicture(side, row, rows), PICTURE_WAIT_MS);
}

async function showPicture(side, row, rows) {
  const address = await rows.picture("thumb", row); // of a photo that has none, null
  if (side.row === row && address) side.picture.src = address;
}
