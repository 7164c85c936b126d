// All cutoffs of a policy. The browser decides every photo again on each move of a pointer and commits once, when the
// cut is let go. What is committed has a number that only grows, and is sent again until Python has heard it; an answer
// to an earlier commit never takes a later one back.
const KEY_PAUSE_MS = 150;
const ANSWER_MS = 3000; // an answer that takes longer is not waited for
const SETTLE_MS = 40; // what else was drawn with an answer is on the page by then
const STOPS_PER_PAGE = 10;
const MEASURES_KEPT = 1000;
const views = new WeakMap();
let lastRows = null; // what a page before this one fetched

function keyOf(metric, side) {
  return `${metric} ${side}`;
}

// `source` says where the rows are, see rows.js.
function makeView(root, source) {
  const view = {
    root, source, cards: new Map(), columns: new Map(), rules: new Map(), judge: null, rows: null, paths: null,
    labels: null, labelsAt: undefined, alone: null, told: null, ops: [], sent: 0, posted: 0, overdue: 0, active: null, drag: null, late: null, waiting: null, turn: 0,
  };
  view.head = makeHead({ open: (row) => view.open([row, activeCut(view)?.metric ?? null]) });
  view.list = make("div", "list");
  view.note = make("div", "note", { role: "status" });
  root.replaceChildren(view.head.element, view.note, view.list);
  view.act = actions(view);
  view.sizes = new ResizeObserver(() => redraw(view));
  view.sizes.observe(root);
  root.onkeydown = (event) => event.stopPropagation(); // R and C are Streamlit's own
  return view;
}

// -- what Python says ------------------------------------------------------------------------------------------------

async function takeUp(view, data) {
  const turn = ++view.turn;
  view.late = null;
  let found = null;
  try {
    found = missing(view, data) ? await fetchAll(view, data) : null;
  } catch (error) {
    if (turn === view.turn) view.note.textContent = `The numbers could not be loaded (${error.message}). The sliders work without them.`;
    return;
  }
  if (turn !== view.turn) return; // overtaken by the next answer, which asks for the same
  if (view.drag) view.late = data; // nothing is changed under the finger
  else {
    if (found) install(view, data, found);
    show(view, data);
  }
}

// The measures whose numbers are needed: those that are shown, and those that conditions look at.
function needed(data) {
  return [...new Set([...Object.keys(data.axes), ...data.rules.flatMap(([, , , , unless]) => (unless ? [unless[0]] : []))])];
}

function missing(view, data) {
  if (view.base !== data.base || view.forcedText !== data.forced) return true;
  if (view.guardAt !== data.guard || view.labelsAt !== data.labels?.at) return true;
  return needed(data).some((metric) => !view.columns.has(metric));
}

async function fetchAll(view, data) {
  if (lastRows?.base !== data.base) lastRows = openRows(data.base, data.count, view.source);
  const rows = lastRows;
  if (!view.judge) view.note.textContent = "Loading the numbers …";
  const names = needed(data);
  const guard = view.base !== data.base || view.guardAt !== data.guard ? fetchGuard(view, data) : undefined;
  const labels = fetchLabels(view, data);
  const [forced, guarded, labelled, ...columns] = await Promise.all([inflated(data.forced), guard, labels, ...names.map((name) => rows.column(name))]);
  return { rows, forced, guarded, labelled, columns: names.map((name, place) => [name, columns[place]]) };
}

async function fetchLabels({ source }, { labels }) {
  return labels?.at ? { at: labels.at, ...readLabels(await (await source.ask(labels.at)).arrayBuffer(), labels) } : null;
}

async function fetchGuard({ source }, { guard, count }) {
  if (!guard) return null;
  const buffer = await (await source.ask(guard)).arrayBuffer();
  return newGuard(new Int32Array(buffer, 0, count), new Uint8Array(buffer, 4 * count));
}

function install(view, data, { rows, forced, guarded, labelled, columns }) {
  if (view.base !== data.base) startOver(view, data, rows);
  for (const [name, column] of columns) if (!view.columns.has(name)) view.columns.set(name, column);
  if (!view.judge) view.judge = newJudge(data.count, forced);
  else if (view.forcedText !== data.forced) force(view.judge, forced);
  view.forcedText = data.forced;
  if (guarded !== undefined) setGuard(view.judge, guarded);
  view.guardAt = data.guard;
  setLabels(view, data, labelled);
  view.note.textContent = "";
  const named = (paths) => {
    view.paths = paths;
    forgetPair(view);
    showHead(view);
  };
  if (!view.paths) rows.paths().then(named, () => {});
}

// The judge without marks is made anew: with other labels, photos or groups.
function setLabels(view, data, labels) {
  Object.assign(view, { labels, labelsAt: data.labels?.at, alone: labels && judgeAlone(data.count, labels, view.judge.guard) });
  if (!labels) return;
  for (const [key, rule] of view.rules) setRule(view, key, rule);
}

function startOver(view, data, rows) {
  Object.assign(view, { base: data.base, rows, judge: null, paths: null });
  view.columns.clear();
  for (const card of view.cards.values()) card.element.remove();
  view.cards.clear();
  forgetPair(view);
}

async function inflated(text) {
  const stream = new Blob([unpack(text, Uint8Array)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Int8Array(await new Response(stream).arrayBuffer());
}

function forgetPair(view) {
  for (const side of view.head.sides) side.row = undefined;
}

// Take the policy over, unless it answers something older than what was last committed here.
function show(view, data) {
  view.data = data;
  showAxes(view, data.axes);
  const answered = data.heard >= view.sent && !view.waiting;
  const rules = answered ? readRules(data.rules) : [...view.rules.values()];
  const keys = new Set(rules.map((rule) => keyOf(rule.metric, rule.side)));
  for (const key of [...view.rules.keys()]) if (!keys.has(key)) setRule(view, key, null);
  for (const rule of rules) setRule(view, keyOf(rule.metric, rule.side), rule);
  view.ops = view.ops.filter(([number]) => number > data.heard);
  if (view.ops.length) setTimeout(() => post(view), SETTLE_MS);
  showAll(view);
  tellAhead(view);
}

// Whether a cut stands where Python has not decided yet: what it has written elsewhere on the page then stands back.
function tellAhead(view) {
  const { drag, waiting, sent, data } = view;
  const moved = drag && !same(drag.rule, view.rules.get(keyOf(drag.rule.metric, drag.rule.side)));
  document.documentElement.toggleAttribute("data-culling-ahead", Boolean(moved || waiting || sent > data.heard));
}

function readRules(rules) {
  return rules.map(([metric, side, reject, maybe, condition]) => {
    const unless = condition && { metric: condition[0], side: condition[1], cutoff: condition[2] };
    return { metric, side, reject, maybe, unless };
  });
}

function showAxes(view, axes) {
  for (const [metric, axis] of Object.entries(axes)) {
    const card = view.cards.get(metric) ?? makeCard(metric, view.act);
    view.cards.set(metric, card);
    card.column = Object.assign(view.columns.get(metric), { reach: axis.reach });
    card.toll = (row) => showToll(row.toll, view.labels && compareRule(view.alone, keyOf(metric, row.side), view.labels), view.labels);
    card.exempt = (side) => view.judge.rules.get(keyOf(metric, side))?.exempt ?? 0;
    const stretch = [axis.low, axis.high, axis.log].join();
    if (card.stretch !== stretch) {
      card.bars = watchBars(view.judge, metric, card.column, barEdges(axis));
      card.width = null; // ticks are drawn anew
    }
    card.stretch = stretch;
    describeCard(card, axis, view.judge.count);
  }
  for (const [metric, card] of view.cards) {
    if (metric in axes) continue;
    card.element.remove();
    view.judge.histograms.delete(metric);
    view.cards.delete(metric);
  }
  const wanted = Object.keys(axes).map((metric) => view.cards.get(metric).element);
  if (wanted.some((element, place) => view.list.children[place] !== element)) view.list.replaceChildren(...wanted);
}

// -- what is shown ---------------------------------------------------------------------------------------------------

function setRule(view, key, rule) {
  const column = rule && view.columns.get(rule.metric);
  const other = rule?.unless && view.columns.get(rule.unless.metric);
  for (const judge of column || !rule ? [view.judge, view.alone] : []) if (judge) changeRule(judge, key, rule, column, other);
  if (rule) view.rules.set(key, rule);
  else view.rules.delete(key);
}

function showAll(view) {
  for (const [metric, card] of view.cards) {
    const rules = [...view.rules.values()].filter((rule) => rule.metric === metric);
    showRules(card, rules);
  }
  view.list.classList.toggle("none", !view.rules.size);
  redraw(view);
  showHead(view);
}

function redraw(view) {
  if (!view.root.clientWidth) return; // nobody sees it; the observer of its size calls when somebody does
  view.colours = readColours(view.root);
  for (const card of view.cards.values()) {
    if (!card.bars) continue;
    fitCanvas(card.canvas);
    drawBars(card.canvas, card.bars, view.colours);
    if (card.width !== card.ticks.clientWidth) drawTicks(card);
    card.width = card.ticks.clientWidth;
    card.rugs.canvas.hidden = !view.labels;
    card.plot.classList.toggle("labelled", Boolean(view.labels));
    if (view.labels) drawRugs(card, view.labels, view.colours);
  }
}

function showHead(view) {
  if (!view.judge) return;
  showTotals(view.head, view.judge.totals, view.drag?.totals ?? null);
  showSaved(view.head, view.judge.guard, view.drag?.saved ?? null);
  if (view.data.labels) {
    view.told = view.labels && compareLabels(view.alone, view.labels);
    showReadout(view.head.readout, view.told, view.drag?.told ?? null, view.data.labels);
  }
  const cut = activeCut(view);
  const column = cut && view.columns.get(cut.metric);
  showPair(view.head, view.judge, view.rows, view.paths, column, column ? cut : null);
}

// The cut that was touched last; before the first touch, the first one.
function activeCut(view) {
  const rule = view.rules.get(view.active?.key) ?? view.rules.values().next().value;
  if (!rule) return null;
  const word = view.active?.word === "maybe" && rule.maybe !== null && view.active.key === keyOf(rule.metric, rule.side) ? "maybe" : "reject";
  return { ...rule, word, value: rule[word], unit: view.data.axes[rule.metric]?.unit };
}

// One move: verdicts, counts, bars, the photos beside the cut.
function move(view, rule) {
  const started = performance.now();
  const card = view.cards.get(rule.metric);
  setRule(view, keyOf(rule.metric, rule.side), rule);
  const row = card?.rows.get(rule.side);
  if (row) showRule(card, row, rule);
  else showAll(view);
  for (const { canvas, bars } of view.cards.values()) drawBars(canvas, bars, view.colours);
  showHead(view);
  tellAhead(view);
  performance.measure("culling-move", { start: started, end: performance.now() });
}
