// The group guard, exactly as culling/guard.py has it: of each group that the rules or a person reject whole, one photo
// that the rules reject is a maybe. A judge (verdicts.js) with a guard keeps count of who makes each group safe, so a
// move looks only at the groups that it touches, and at those where margins choose, since a cut moves all margins.
const LEAST_MARGIN = -2.2250738585072014e-308; // of a rejected photo whose share is too small for a float

// `groups` is each row's group, from 0 on, −1 for photos that are alone; `keepers` has 1 for keepers.
function newGuard(groups, keepers) {
  let count = 0;
  for (const group of groups) count = Math.max(count, group + 1);
  const starts = new Int32Array(count + 1);
  for (const group of groups) if (group >= 0) starts[group + 1] += 1;
  for (let group = 0; group < count; group += 1) starts[group + 1] += starts[group];
  const members = new Int32Array(starts[count]);
  const next = starts.slice();
  groups.forEach((group, row) => { if (group >= 0) members[next[group]++] = row; });
  return {
    groups, keepers, starts, members,
    stands: new Uint8Array(groups.length), // rows that make their group safe
    standing: new Int32Array(count), // how many of them each group has
    saved: new Int32Array(count).fill(-1), // the row that is saved, −1 for none
    count: 0, // rows that are saved
    byMargin: new Set(), // groups in danger where margins choose
    touched: new Uint8Array(count),
    waiting: [], // the groups that are touched
  };
}

// Guard by these groups from now on; null guards no longer.
function setGuard(judge, guard) {
  const before = judge.guard;
  judge.guard = null;
  for (const row of before?.saved ?? []) if (row >= 0) settle(judge, row);
  judge.guard = guard;
  if (!guard) return;
  for (const row of guard.members) stir(judge, row, judge.verdict[row]);
  settleGroups(judge);
}

// A row whose verdict by rules and marks is, or has become, this one.
function stir(judge, row, verdict) {
  const { guard } = judge;
  const group = guard.groups[row];
  if (group < 0) return;
  const unreadable = verdict === UNJUDGED && judge.forced[row] === UNJUDGED;
  const stands = verdict === REJECT || unreadable ? 0 : 1;
  guard.standing[group] += stands - guard.stands[row];
  guard.stands[row] = stands;
  if (guard.touched[group]) return;
  guard.touched[group] = 1;
  guard.waiting.push(group);
}

// After a move: whom the guard saves now.
function settleGroups(judge) {
  const { guard } = judge;
  for (const group of guard.byMargin) if (!guard.touched[group]) guard.waiting.push(group);
  const rules = [...judge.rules.values()];
  for (const group of guard.waiting) {
    guard.touched[group] = 0;
    save(judge, group, guard.standing[group] ? -1 : chosen(judge, group, rules));
    if (guard.standing[group]) guard.byMargin.delete(group);
  }
  guard.waiting.length = 0;
}

function save(judge, group, row) {
  const { guard } = judge;
  const before = guard.saved[group];
  guard.saved[group] = row;
  guard.count += (row >= 0) - (before >= 0);
  if (before >= 0 && before !== row) put(judge, before, verdictOf(judge, before));
  if (row >= 0) put(judge, row, MAYBE);
}

// Of the rows of a group that the rules reject: the keeper, else that with the largest margin, else the first; −1 where
// there is none.
function chosen(judge, group, rules) {
  const { guard } = judge;
  const [from, to] = [guard.starts[group], guard.starts[group + 1]];
  let best = -1;
  let largest = NaN; // until a second row asks
  let keeper = 0;
  for (let place = from; place < to; place += 1) {
    const row = guard.members[place];
    if (judge.forced[row] >= 0 || !judge.fired[row] || guard.keepers[row] < keeper) continue;
    if (best < 0 || guard.keepers[row] > keeper) {
      [best, largest, keeper] = [row, NaN, guard.keepers[row]];
      continue;
    }
    if (Number.isNaN(largest)) largest = marginOf(best, rules);
    const margin = marginOf(row, rules);
    if (margin > largest) [best, largest] = [row, margin];
  }
  if (Number.isNaN(largest)) guard.byMargin.delete(group);
  else guard.byMargin.add(group);
  return best;
}

// The smallest over the rules of the signed distance to the reject cut as a share of the rule's reach (culling/rule.py).
function marginOf(row, rules) {
  let margin = Infinity;
  for (const rule of rules) {
    if (rule.spared?.[row]) continue;
    const value = rule.column.values[row];
    const share = (rule.below ? value - rule.cut : rule.cut - value) / rule.reach;
    if (share < margin) margin = share; // NaN, where it was not measured, is not
  }
  return margin < 0 ? margin : LEAST_MARGIN;
}
