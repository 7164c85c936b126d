// What a person does to the cuts, and how Python is told: see cutoffs.js.

// A cut at a new place; where it would cross the other cut of its rule, that one comes along.
function cutAt(rule, word, value) {
  const moved = { ...rule, [word]: value };
  if (moved.maybe === null) return moved;
  const crossed = rule.side === "below" ? moved.maybe < moved.reject : moved.maybe > moved.reject;
  return crossed ? { ...moved, reject: value, maybe: value } : moved;
}

function same(one, other) {
  return one?.reject === other?.reject && one?.maybe === other?.maybe;
}

function actions(view) {
  const ruleOf = (metric, side) => view.rules.get(keyOf(metric, side));
  const look = (metric, side, word) => {
    view.active = { key: keyOf(metric, side), word };
    showHead(view);
  };
  const settled = (rule) => {
    flush(view);
    move(view, rule);
    commit(view, "set", rule);
  };
  return {
    look,
    take: (metric, side, word) => take(view, ruleOf(metric, side), word),
    drag: (value) => dragTo(view, value),
    release: () => release(view),
    giveBack: () => giveBack(view),
    flush: () => flush(view),
    hide: (metric) => view.hide(metric),
    key: (event, metric, side, word) => pressed(view, event, ruleOf(metric, side), word),
    type: (metric, side, word, value) => {
      if (word === "unless") condition(view, ruleOf(metric, side), value);
      else settled(cutAt(ruleOf(metric, side), word, value));
    },
    count: (metric, side) => condition(view, ruleOf(metric, side), null),
    band: (metric, side, on) => {
      const rule = ruleOf(metric, side);
      settled({ ...rule, maybe: on ? bandEnd(view.data.axes[metric], rule) : null });
    },
    add: (metric, side) => {
      flush(view);
      const rule = { metric, side, reject: view.data.axes[metric].free[side], maybe: null, unless: null };
      setRule(view, keyOf(metric, side), rule);
      look(metric, side, "reject");
      showAll(view);
      view.cards.get(metric).rows.get(side).handles.reject.focus();
      commit(view, "set", rule);
    },
    remove: (metric, side) => {
      flush(view);
      setRule(view, keyOf(metric, side), null);
      showAll(view);
      view.root.focus(); // the button that was pressed is gone
      commit(view, "remove", { metric, side });
    },
  };
}

// The cutoff of a rule's condition at a new place; with null the rule counts for every photo.
function condition(view, rule, cutoff) {
  flush(view);
  const changed = { ...rule, unless: cutoff === null ? null : { ...rule.unless, cutoff } };
  move(view, changed);
  commit(view, "unless", changed);
  if (cutoff === null) view.cards.get(rule.metric).rows.get(rule.side).handles.reject.focus(); // the button is gone
}

// A tenth of the axis further on the keep side.
function bandEnd(axis, rule) {
  const tenth = Math.max(1, Math.floor(axis.stops.length / 10));
  return stopFrom(axis, rule.reject, rule.side === "below" ? tenth : -tenth);
}

// -- dragging --------------------------------------------------------------------------------------------------------

function take(view, rule, word) {
  flush(view);
  if (performance.getEntriesByName("culling-move").length > MEASURES_KEPT) performance.clearMeasures("culling-move");
  view.active = { key: keyOf(rule.metric, rule.side), word };
  view.drag = { rule, word, totals: view.judge.totals.slice(), saved: view.judge.guard?.count ?? 0, told: view.told };
  view.root.classList.add("dragging");
  showHead(view);
}

function dragTo(view, value) {
  if (!view.drag) return;
  const now = view.rules.get(keyOf(view.drag.rule.metric, view.drag.rule.side));
  const next = cutAt(view.drag.rule, view.drag.word, value); // from where it was taken: what came along goes back too
  if (same(now, next)) return;
  move(view, next);
  view.follow(next);
}

function release(view) {
  if (!view.drag) return;
  const before = view.drag.rule;
  const rule = view.rules.get(keyOf(before.metric, before.side));
  endDrag(view);
  if (!same(before, rule)) {
    move(view, rule);
    commit(view, "set", rule);
  } else {
    showHead(view);
    tellAhead(view);
  }
}

function giveBack(view) {
  if (!view.drag) return;
  const before = view.drag.rule;
  endDrag(view);
  move(view, before);
  view.follow(before);
}

// What Python said meanwhile is taken over now; the cut that was dragged is then put where it was left.
function endDrag(view) {
  view.drag = null;
  view.root.classList.remove("dragging");
  const { late } = view;
  view.late = null;
  if (late) takeUp(view, late);
}

// -- keys ------------------------------------------------------------------------------------------------------------

function pressed(view, event, rule, word) {
  if (event.key === "Escape" && view.drag) {
    event.preventDefault();
    giveBack(view);
    return;
  }
  const value = event.ctrlKey || event.metaKey || event.altKey || view.drag ? null : keyed(view, event, rule, word);
  if (value === null) return;
  event.preventDefault();
  const next = cutAt(rule, word, value);
  if (same(rule, next)) return;
  move(view, next);
  clearTimeout(view.waiting?.timer);
  view.waiting = { rule: next, timer: setTimeout(() => flush(view), KEY_PAUSE_MS) };
  tellAhead(view);
}

// Where a key takes a cut; null for a key that is not ours, or when there is no photo left to turn.
function keyed(view, event, rule, word) {
  const axis = view.data.axes[rule.metric];
  const direction = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1 }[event.key];
  if (event.key === "Home") return axis.stops[0];
  if (event.key === "End") return axis.stops.at(-1);
  if (!direction) return null;
  if (event.key.startsWith("Page")) return stopFrom(axis, rule[word], direction * STOPS_PER_PAGE);
  if (!event.shiftKey) return stopFrom(axis, rule[word], direction);
  return nextFlip(view.columns.get(rule.metric), rule.side, rule[word], direction);
}

// Keys that were pressed in a row are one commit.
function flush(view) {
  if (!view.waiting) return;
  clearTimeout(view.waiting.timer);
  const { rule } = view.waiting;
  view.waiting = null;
  commit(view, "set", rule);
}

// Ctrl or ⌘ with Z, Y or Shift+Z anywhere on the page but in a field or a dialog.
function historyKey(view, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const what = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
  const target = event.composedPath()[0];
  const writing = target instanceof Element && target.closest("input:not([type=checkbox]), textarea, [contenteditable=true]");
  if (!what || !view.data || writing || document.querySelector("[role=dialog]")) return;
  event.preventDefault();
  event.stopPropagation();
  if (view.drag) giveBack(view);
  flush(view);
  commit(view, what, null);
}

// -- to Python -------------------------------------------------------------------------------------------------------

function commit(view, what, rule) {
  view.sent = nextNumber(view.sent, view.data.heard);
  const said = { remove: () => [], unless: () => [rule.unless?.cutoff ?? null], set: () => [rule.reject, rule.maybe] };
  const op = rule === null ? [] : [rule.metric, rule.side, ...said[what]()];
  view.ops = [...view.ops.filter(([number]) => number > view.data.heard), [view.sent, what, ...op]];
  performance.mark("culling-commit");
  tellAhead(view);
  post(view);
}

// One letter at a time: what is done meanwhile goes with the next one, when the answer is there or long overdue.
// Runs that overlap would cost more, and Streamlit's page does not bear them well.
function post(view) {
  const waiting = view.posted > view.data.heard && performance.now() < view.overdue;
  clearTimeout(view.later);
  if (waiting) {
    view.later = setTimeout(() => post(view), view.overdue - performance.now() + 1);
    return;
  }
  view.posted = view.sent;
  view.overdue = performance.now() + ANSWER_MS;
  view.send(view.ops);
}

// Draw, or draw again, in `parentElement`. `send` takes the moves, `open` a photo, `hide` a measure, `follow` the rule
// under a pointer; keys for undo and redo are heard at `keysAt`. Returns what takes it all down.
function showCutoffs(parentElement, data, { send, open, hide, follow = () => {} }, source = ON_SERVER, keysAt = window) {
  const root = parentElement.querySelector(".root");
  const view = views.get(parentElement) ?? makeView(root, source);
  views.set(parentElement, view);
  Object.assign(view, { send, open, hide, follow });
  const heard = (event) => historyKey(view, event);
  keysAt.removeEventListener("keydown", view.heard, true);
  keysAt.addEventListener("keydown", heard, true);
  view.heard = heard;
  takeUp(view, data);
  return () => {
    flush(view);
    keysAt.removeEventListener("keydown", view.heard, true);
    view.sizes.disconnect();
    document.documentElement.removeAttribute("data-culling-ahead");
    views.delete(parentElement);
  };
}
