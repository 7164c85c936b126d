// Where a rule does not count: it sees no value of the rows that its condition ({ metric, side, cutoff }) exempts, exactly
// as culling/judge.py has it. `spared` has 1 for these rows, whatever the rule would say of them; `exempt` counts those of
// them that it would reject or doubt.
function sameCondition(one, other) {
  if (!one || !other) return !one && !other;
  return one.metric === other.metric && one.side === other.side && one.cutoff === other.cutoff;
}

function sparedBy(count, unless, column) {
  const spared = new Uint8Array(count);
  const { order } = column;
  const rank = rankOf(column, unless.side, unless.cutoff);
  const [from, to] = unless.side === "below" ? [0, rank] : [rank, order.length];
  for (let place = from; place < to; place += 1) spared[order[place]] = 1;
  return spared;
}

// Whether nothing but the cutoff of the condition moved.
function conditionAlone(before, now) {
  const [one, other] = [before?.unless, now?.unless];
  if (!one || !other || one.metric !== other.metric || one.side !== other.side || one.cutoff === other.cutoff) return false;
  return before.cut === now.cut && before.end === now.end && before.other === now.other;
}

// Then only the rows that it passes change: they are exempt now, or no longer.
function moveCondition(judge, before, now) {
  const { spared } = before;
  Object.assign(now, { spared, exempt: before.exempt });
  const { order } = now.other;
  const ranks = [before, now].map(({ unless }) => rankOf(now.other, unless.side, unless.cutoff));
  for (let rank = Math.min(...ranks); rank < Math.max(...ranks); rank += 1) {
    const row = order[rank];
    spared[row] = 1 - spared[row];
    const says = levelAt(now, now.column.values[row]);
    if (!says) continue;
    const by = spared[row] ? -1 : 1;
    now.exempt -= by;
    judge.fired[row] += says === 2 ? by : 0;
    judge.near[row] += says === 1 ? by : 0;
    settle(judge, row);
  }
}
