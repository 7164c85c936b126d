// The verdict of every row, exactly as culling/judge.py and culling/decide.py give it, kept up to date while a cutoff
// moves. A column is { values: Float64Array, order: Uint32Array, reach }, `order` the rows with a value, ascending,
// `reach` that of a rule with its cut at 0. In that order a rule takes one end, so a move changes only the rows that the
// cut passes. Whom the group guard saves, guard.js says.
const KEEP = 0;
const MAYBE = 1;
const REJECT = 2;
const UNJUDGED = 3;
const NO_BIN = 255;

// How many values lie below the cut.
function rankBelow({ values, order }, cut) {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[order[middle]] < cut) low = middle + 1;
    else high = middle;
  }
  return low;
}

// How many values do not lie above the cut.
function rankUpTo({ values, order }, cut) {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[order[middle]] <= cut) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The rank at which a cut divides the values: a value exactly at it is not beyond it.
function rankOf(column, side, cut) {
  return side === "below" ? rankBelow(column, cut) : rankUpTo(column, cut);
}

function endsOf(column, rule, other) {
  const reject = rankOf(column, rule.side, rule.reject);
  const maybe = rule.maybe === null ? reject : rankOf(column, rule.side, rule.maybe);
  const reach = Math.abs(rule.reject) || column.reach;
  const ends = { column, below: rule.side === "below", reject, maybe, cut: rule.reject, end: rule.maybe ?? rule.reject, reach };
  return { ...ends, unless: rule.unless ?? null, other: other ?? null, spared: null, exempt: 0 };
}

// 2 rejected, 1 in the band of doubt, 0 neither; NaN is neither.
function levelAt(ends, value) {
  if (ends.below) return value < ends.cut ? 2 : value < ends.end ? 1 : 0;
  return value > ends.cut ? 2 : value > ends.end ? 1 : 0;
}

// The same, told by the rank.
function level(ends, rank) {
  if (ends.below) return rank < ends.reject ? 2 : rank < ends.maybe ? 1 : 0;
  return rank >= ends.reject ? 2 : rank >= ends.maybe ? 1 : 0;
}

// The ranks between which a move of a rule's cuts can be felt.
function passed(old, now) {
  const ends = ["reject", "maybe"].filter((end) => old[end] !== now[end]).flatMap((end) => [old[end], now[end]]);
  return [Math.min(...ends), Math.max(...ends)]; // nothing moved: no rank lies between
}

// A judge of `count` rows; `forced` is the verdict of each row whatever the rules say, −1 where they decide.
function newJudge(count, forced) {
  const judge = {
    count,
    forced,
    fired: new Uint8Array(count), // rules that reject the row
    near: new Uint8Array(count), // rules in whose band of doubt it lies
    known: new Uint8Array(count), // rules that have a value of it
    verdict: new Uint8Array(count).fill(UNJUDGED),
    totals: new Int32Array([0, 0, 0, count]),
    rules: new Map(),
    histograms: new Map(),
    guard: null,
  };
  for (let row = 0; row < count; row += 1) settle(judge, row);
  return judge;
}

// By rules and marks.
function verdictOf(judge, row) {
  if (judge.forced[row] >= 0) return judge.forced[row];
  if (!judge.known[row]) return UNJUDGED;
  return judge.fired[row] ? REJECT : judge.near[row] ? MAYBE : KEEP;
}

function settle(judge, row) {
  const is = verdictOf(judge, row);
  if (judge.guard) stir(judge, row, is);
  put(judge, row, is);
}

function put(judge, row, is) {
  const was = judge.verdict[row];
  if (was === is) return;
  judge.verdict[row] = is;
  judge.totals[was] -= 1;
  judge.totals[is] += 1;
  for (const { bins, bars } of judge.histograms.values()) {
    const place = bins[row] * 4;
    if (bins[row] === NO_BIN) continue;
    bars[place + was] -= 1;
    bars[place + is] += 1;
  }
}

// Put a rule ({ side, reject, maybe or null, unless or null }) in the place of the one with this key; null takes it away.
// `other` is the column that its condition looks at.
function changeRule(judge, key, rule, column, other) {
  const before = judge.rules.get(key) ?? null;
  const now = rule && endsOf(column, rule, other);
  if (!before && !now) return;
  if (conditionAlone(before, now)) moveCondition(judge, before, now);
  else moveCuts(judge, before, now);
  if (now) judge.rules.set(key, now);
  else judge.rules.delete(key);
  if (judge.guard) settleGroups(judge);
}

function moveCuts(judge, before, now) {
  const same = before && now && before.other === now.other && sameCondition(before.unless, now.unless);
  if (now?.unless) Object.assign(now, same ? { spared: before.spared, exempt: before.exempt } : { spared: sparedBy(judge.count, now.unless, now.other) });
  const { order } = (now ?? before).column;
  const [from, to] = same ? passed(before, now) : [0, order.length];
  for (let rank = from; rank < to; rank += 1) {
    const row = order[rank];
    let was = before ? level(before, rank) : -1;
    let is = now ? level(now, rank) : -1;
    if (now?.spared?.[row]) {
      now.exempt += (is > 0) - (same && was > 0);
      is = 0;
    }
    if (before?.spared?.[row]) was = 0;
    if (was === is) continue;
    judge.fired[row] += (is === 2) - (was === 2);
    judge.near[row] += (is === 1) - (was === 1);
    judge.known[row] += (is >= 0) - (was >= 0);
    settle(judge, row);
  }
}

// Marks were set or taken back.
function force(judge, forced) {
  judge.forced = forced;
  for (let row = 0; row < judge.count; row += 1) settle(judge, row);
  if (judge.guard) settleGroups(judge);
}

// Count the rows in bars by verdict, from now on; `edges` ascending, what lies outside is in the outermost bars.
function watchBars(judge, name, column, edges) {
  const bins = new Uint8Array(judge.count).fill(NO_BIN);
  const bars = new Int32Array((edges.length - 1) * 4);
  let rank = 0;
  for (let bin = 0; bin < edges.length - 1; bin += 1) {
    const end = bin === edges.length - 2 ? column.order.length : rankBelow(column, edges[bin + 1]);
    for (; rank < end; rank += 1) {
      const row = column.order[rank];
      bins[row] = bin;
      bars[bin * 4 + judge.verdict[row]] += 1;
    }
  }
  judge.histograms.set(name, { bins, bars });
  return bars;
}

// The rows on both sides of a cut, by value: [the nearest below, the nearest above], null where there is none.
function rowsAt(column, side, cut) {
  const rank = rankOf(column, side, cut);
  return [rank > 0 ? column.order[rank - 1] : null, rank < column.order.length ? column.order[rank] : null];
}

// The share of the values below the cut, 0 to 1.
function shareBelow(column, side, cut) {
  return column.order.length ? rankOf(column, side, cut) / column.order.length : 0;
}
