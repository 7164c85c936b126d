// The head of a group: its number, how many photos, how far apart in likeness and in time, and what can be done with it.
function buildHead() {
  const parts = { name: element("b", "named"), about: element("span", "about"), state: element("span", "state") };
  Object.assign(parts, { more: headButton("more"), map: headButton("map", "Map", "Select the group on the map: L") });
  parts.accept = headButton("accept", "Accept", "Keep the keeper, reject the others: A");
  const head = element("div", "grouphead", parts.name, parts.about, parts.state, parts.more, parts.map, parts.accept);
  head.setAttribute("role", "rowheader");
  head.parts = parts;
  return head;
}

function headButton(act, words = "", title = "") {
  const button = element("button", `act ${act}`, words);
  button.type = "button";
  button.tabIndex = -1; // keys do it, and the table of groups
  button.dataset.group = act;
  button.title = title;
  return button;
}

// `group` is { number, size, reach, since, until, marked, large, closed }.
function fillHead(head, group) {
  const { name, about, state, more, map, accept } = head.parts;
  const told = JSON.stringify(group);
  if (head.told === told) return;
  head.told = told;
  name.textContent = groupName(group);
  about.textContent = aboutWords(group);
  about.title = "Likeness: the longest step from photo to photo through the group, as 1 − cosine";
  state.textContent = group.marked === group.size ? "decided" : group.marked ? `${group.marked.toLocaleString("en")} decided` : "";
  state.classList.toggle("all", group.marked === group.size);
  more.hidden = !group.large;
  more.textContent = group.closed ? `All ${group.size.toLocaleString("en")}` : "First row";
  more.title = "E";
  map.setAttribute("aria-label", `Select group ${group.number} on the map`);
  accept.setAttribute("aria-label", `Accept group ${group.number}`);
  accept.disabled = group.marked === group.size;
}

function groupName({ number, size }) {
  return `Group ${number.toLocaleString("en")} · ${size.toLocaleString("en")} photos`;
}

function aboutWords({ reach, since, until }) {
  const likeness = reach === null ? "" : reach === 0 ? "identical" : `within ${reach.toFixed(reach < 0.1 ? 3 : 2)}`;
  return [likeness, timeWords(since, until)].filter(Boolean).join(" · ");
}

// Clock times are the camera's own, kept as if they were UTC.
function timeWords(since, until) {
  if (since === null) return "";
  const start = new Date(since * 1000).toISOString();
  const day = `${start.slice(0, 10)} ${start.slice(11, 16)}`;
  return until > since ? `${day}, ${lengthWords(until - since)}` : day;
}

function lengthWords(seconds) {
  const parts = [["days", 86400], ["h", 3600], ["min", 60]];
  const [unit, length] = parts.find(([, most]) => seconds >= 2 * most) ?? ["s", 1];
  const count = seconds / length;
  return `${count < 10 && count % 1 ? count.toFixed(1) : Math.round(count).toLocaleString("en")} ${unit}`;
}
