// A photo of a group: the gallery's tile, with whether it is the keeper, why or why not, and whether the guard saves it.
function buildCard() {
  const tile = buildTile();
  tile.setAttribute("role", "gridcell");
  Object.assign(tile.parts, { keeper: element("span", "keeper"), saved: element("span", "saved", "saved by guard") });
  for (const part of [tile.parts.keeper, tile.parts.saved]) part.setAttribute("aria-hidden", "true");
  tile.append(tile.parts.keeper, tile.parts.saved);
  return tile;
}

// `photo` as for fillTile, with { keeper, chosen, saved, why }: `line` is the keeper's reason, `why` the policy's.
function fillCard(tile, photo) {
  fillTile(tile, photo);
  const { keeper, saved } = tile.parts;
  const word = keeperWord(photo);
  if (keeper.textContent !== word) keeper.textContent = word;
  keeper.hidden = !word;
  saved.hidden = !photo.saved;
  tile.classList.toggle("kept", photo.keeper);
  const spoken = cardWords(photo);
  if (tile.spoken === spoken) return;
  tile.spoken = spoken;
  tile.setAttribute("aria-label", spoken);
  tile.title = [photo.path, word, photo.line, photo.why].filter(Boolean).join("\n");
}

function keeperWord({ keeper, chosen }) {
  if (!keeper) return "";
  return chosen ? "keeper · chosen by you" : "keeper";
}

// A photo in words, for those who do not see it.
function cardWords(photo) {
  return [photoWords({ ...photo, line: "" }), keeperWord(photo), photo.saved && "saved by guard", photo.line].filter(Boolean).join(", ");
}
