// One measure: its bars, its cuts as sliders that a pointer drags and keys move, their exact numbers beside them.
// Texts from files never come here; those of the measures are set as textContent all the same.
const WORDS = ["reject", "maybe"];

function make(tag, className, attributes = {}, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// `act` is what a card's parts do: see cutoffs.js.
function makeCard(metric, act) {
  const card = { metric, act, rows: new Map(), column: null, bars: null };
  card.name = make("span", "name", { dir: "auto" }, metric);
  card.unit = make("span", "unit");
  card.missing = make("span", "missing");
  card.more = make("span", "more");
  card.hide = make("button", "quiet", { type: "button", "aria-label": `Hide ${metric}`, title: "Hide the histogram", hidden: "" }, "×");
  card.hide.onclick = () => act.hide(metric);
  card.about = make("p", "about", { hidden: "" });
  card.canvas = make("canvas", "bars", { role: "img" });
  card.rugs = { canvas: make("canvas", "rugs", { "aria-hidden": "true", hidden: "" }), shape: null };
  card.plot = make("div", "plot", {}, card.canvas, card.rugs.canvas);
  card.ticks = make("div", "ticks", { "aria-hidden": "true" });
  card.controls = make("div", "controls");
  const title = make("div", "title", {}, card.name, card.unit, aboutButton(card), card.missing, card.more, card.hide);
  card.element = make("section", "card", { "aria-label": metric }, title, card.about, card.plot, card.ticks, card.controls);
  return card;
}

function aboutButton(card) {
  const button = make("button", "quiet", { type: "button", "aria-expanded": "false", "aria-label": `About ${card.metric}` }, "i");
  button.onclick = () => {
    card.about.hidden = !card.about.hidden;
    button.setAttribute("aria-expanded", String(!card.about.hidden));
  };
  return button;
}

// What only changes with the measure's axis: words, ticks, buttons for a further cut.
function describeCard(card, axis, total) {
  card.axis = axis;
  card.unit.textContent = axis.unit;
  card.about.textContent = axis.about;
  card.name.title = axis.about;
  const unknown = card.column ? total - card.column.order.length : 0;
  card.missing.textContent = unknown ? `${counted(unknown)} not measured` : "";
  card.canvas.setAttribute("aria-label", `How ${card.metric} is spread over ${counted(total - unknown)} photos`);
  const free = Object.keys(axis.free);
  if (free.join() !== card.free) card.more.replaceChildren(...free.map((side) => addButton(card, side)));
  card.free = free.join();
}

function addButton(card, side) {
  const words = `Add a cut: reject ${card.metric} ${side}`;
  const button = make("button", "quiet add", { type: "button", "aria-label": words, title: words }, `+ ${side}`);
  button.onclick = () => card.act.add(card.metric, side);
  return button;
}

function drawTicks(card) {
  const width = card.ticks.clientWidth || 300;
  card.ticks.replaceChildren(...ticks(card.axis, Math.max(2, width / 52)).map(([value, text]) => {
    const tick = make("span", "tick", {}, text);
    tick.style.left = `${placeOf(card.axis, value) * 100}%`;
    return tick;
  }));
}

// The rules of the measure as they are now; parts that stay keep their elements, so that focus and a drag survive.
function showRules(card, rules) {
  for (const [side, row] of card.rows) {
    if (rules.some((rule) => rule.side === side)) continue;
    row.parts.forEach((part) => part.remove());
    card.rows.delete(side);
  }
  for (const rule of rules) {
    const row = card.rows.get(rule.side) ?? addRow(card, rule.side);
    showRule(card, row, rule);
  }
  card.hide.hidden = rules.length > 0;
}

function addRow(card, side) {
  const { metric, act } = card;
  const row = { side, zones: {}, handles: {}, fields: {} };
  for (const word of WORDS) {
    row.zones[word] = make("div", `zone ${word}`);
    row.handles[word] = makeHandle(card, side, word);
    row.fields[word] = makeField(card, side, word);
  }
  row.place = make("span", "place");
  row.band = make("input", "band", { type: "checkbox", role: "switch", "aria-label": `${metric}: maybe ${side}` });
  row.band.onchange = () => act.band(metric, side, row.band.checked);
  row.remove = make("button", "quiet remove", { type: "button", "aria-label": `Remove the rule on ${metric} ${side}`, title: "Remove the rule" }, "×");
  row.remove.onclick = () => act.remove(metric, side);
  const maybe = make("label", "doubt", { title: "Between the two cuts a photo is neither kept nor rejected: a person looks" }, row.band, make("span", "", {}, "maybe"));
  const reject = make("span", "word", {}, make("span", "", {}, "reject "), side);
  row.line = make("div", `rule ${side}`, {}, reject, row.fields.reject, row.place, maybe, row.fields.maybe, row.remove);
  card.plot.prepend(row.zones.reject, row.zones.maybe);
  card.plot.append(row.handles.maybe, row.handles.reject);
  if (side === "below") card.controls.prepend(row.line);
  else card.controls.append(row.line);
  row.condition = addCondition(card, row);
  row.toll = makeToll();
  row.line.after(row.condition, row.toll.element);
  row.parts = [row.zones.reject, row.zones.maybe, row.handles.reject, row.handles.maybe, row.line, row.condition, row.toll.element];
  card.rows.set(side, row);
  return row;
}

// Where the rule does not count, beneath it.
function addCondition(card, row) {
  const { metric, act } = card;
  row.fields.unless = makeField(card, row.side, "unless");
  row.where = make("span", "");
  row.spared = make("span", "place");
  row.count = make("button", "quiet remove", { type: "button", title: "Remove the condition: the rule counts for every photo" }, "×");
  row.count.setAttribute("aria-label", `Remove the condition of the rule on ${metric} ${row.side}`);
  row.count.onclick = () => act.count(metric, row.side);
  return make("div", "rule condition", { hidden: "" }, row.where, row.fields.unless, row.spared, row.count);
}

function showCondition(card, row, { unless }) {
  row.condition.hidden = !unless;
  if (!unless) return;
  const exempt = card.exempt(row.side);
  const field = row.fields.unless;
  row.where.textContent = `not where ${unless.metric} ${unless.side === "below" ? "<" : ">"}`;
  row.spared.textContent = `${counted(exempt)} exempt`;
  row.spared.title = `${counted(exempt)} photos would be rejected or doubtful by this rule, did it count for them`;
  if (field !== field.getRootNode().activeElement) field.value = written(unless.cutoff);
}

function showRule(card, row, rule) {
  const { axis } = card;
  row.rule = rule;
  showCondition(card, row, rule);
  card.toll(row);
  const reject = placeOf(axis, rule.reject);
  const maybe = rule.maybe === null ? reject : placeOf(axis, rule.maybe);
  const below = rule.side === "below";
  stretch(row.zones.reject, below ? 0 : reject, below ? reject : 1);
  stretch(row.zones.maybe, Math.min(reject, maybe), Math.max(reject, maybe));
  for (const word of WORDS) showCut(card, row, word, rule[word]);
  row.band.checked = rule.maybe !== null;
  const share = card.column ? shareBelow(card.column, rule.side, rule.reject) : null;
  row.place.textContent = share === null ? "" : percentile(share).replace("percentile", "pct");
  row.place.title = share === null ? "" : `The cut lies at the ${percentile(share)} of the measured photos`;
}

function showCut(card, row, word, cut) {
  const [handle, field] = [row.handles[word], row.fields[word]];
  handle.hidden = field.hidden = cut === null;
  if (cut === null) return;
  handle.style.left = `${placeOf(card.axis, cut) * 100}%`;
  handle.setAttribute("aria-valuemin", card.axis.low);
  handle.setAttribute("aria-valuemax", card.axis.high);
  handle.setAttribute("aria-valuenow", cut);
  handle.setAttribute("aria-valuetext", spoken(card, row.side, word, cut));
  if (field !== field.getRootNode().activeElement) field.value = written(cut);
}

function spoken(card, side, word, cut) {
  const unit = card.axis.unit ? ` ${card.axis.unit}` : "";
  const place = card.column ? `, ${percentile(shareBelow(card.column, side, cut))}` : "";
  return `${word} ${side} ${written(cut)}${unit}${place}`;
}

function stretch(zone, from, to) {
  zone.style.left = `${from * 100}%`;
  zone.style.width = `${(to - from) * 100}%`;
}

function makeHandle(card, side, word) {
  const { metric, act } = card;
  const handle = make("div", `handle ${word} ${side}`, {
    role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-label": `${metric}: ${word} ${side}`,
  }, make("i", "", { "aria-hidden": "true" }, word === "reject" ? "R" : "M"));
  const placeUnder = (event) => {
    const box = card.plot.getBoundingClientRect();
    return (event.clientX - handle.grip - box.left) / box.width;
  };
  handle.onpointerdown = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const box = card.plot.getBoundingClientRect();
    const line = box.left + placeOf(card.axis, card.rows.get(side).rule[word]) * box.width;
    handle.grip = event.clientX - line; // the line stays under the finger as it was taken
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    act.take(metric, side, word);
  };
  handle.onpointermove = (event) => {
    if (handle.hasPointerCapture(event.pointerId)) act.drag(stopAt(card.axis, placeUnder(event)));
  };
  handle.onpointerup = () => act.release();
  handle.onpointercancel = () => act.giveBack();
  handle.onkeydown = (event) => act.key(event, metric, side, word);
  handle.onfocus = () => act.look(metric, side, word);
  handle.onblur = () => act.flush();
  return handle;
}

function makeField(card, side, word) {
  const field = make("input", `cut ${word}`, {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
    "aria-label": `${card.metric}: ${word} ${side}, exact`,
  });
  const now = () => {
    const { rule } = card.rows.get(side);
    return word === "unless" ? (rule.unless?.cutoff ?? NaN) : rule[word];
  };
  const typed = () => {
    const value = field.value.trim() === "" ? NaN : Number(field.value.trim().replace(",", "."));
    if (Number.isFinite(value) && value !== now() && field.value !== written(now())) card.act.type(card.metric, side, word, value);
    field.value = written(now());
  };
  field.onfocus = () => { card.act.look(card.metric, side, word); field.select(); };
  field.onblur = typed;
  field.onkeydown = (event) => {
    if (event.key === "Enter") { typed(); field.select(); }
    if (event.key === "Escape") { field.value = written(now()); field.select(); }
  };
  return field;
}
