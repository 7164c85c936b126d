// What people said of photos, compared with what the rules alone say of them: a mark is somebody's answer, so a judge of
// its own decides as if there were none. The numbers are those of culling/audit/confusion.py and intervals.py.
const NORMAL_975 = 1.959963984540054; // of the normal distribution 95 % lie within so many standard deviations
// Of Student's, t: log(t / NORMAL_975) as a sum of Chebyshev polynomials of 2 / degrees of freedom − 1, right to 1e-10.
const STUDENT_975 = [
  0.8609480853266, 0.9401080094823, 0.07414875203239, -0.005719475081385, -0.0005049495306881, 0.0001982094781416,
  -1.044457541298e-05, -4.693300024954e-06, 7.679067000299e-07, 1.235015689317e-07, -4.732092485649e-08,
  -3.589305332773e-09, 5.159041960507e-09, -1.441314817329e-09, 1.539932680627e-10, 4.197182222553e-11,
  -2.898129075914e-11,
];

// As `_labels` in components/cutoffs.py packs them: weights, rows, rows that could not be read, keep (1) or reject (0),
// stratum. `drawn` is how many labels each stratum has, 0 where a weight stands alone.
function readLabels(buffer, { count, errors, drawn }) {
  const weights = new Float64Array(buffer, 0, count);
  const rows = new Uint32Array(buffer, 8 * count, count);
  const broken = new Uint32Array(buffer, 12 * count, errors);
  const [keep, strata] = [0, count].map((start) => new Uint8Array(buffer, 12 * count + 4 * errors + start, count));
  const keepers = keep.reduce((sum, one) => sum + one, 0);
  return { weights, rows, broken, keep, strata, drawn, even: weights.every((one) => one === weights[0]), keepers, rejects: count - keepers };
}

// A judge of the same photos, rules to come, without marks.
function judgeAlone(count, labels, guard) {
  const forced = new Int8Array(count).fill(-1);
  for (const row of labels.broken) forced[row] = UNJUDGED;
  const judge = newJudge(count, forced);
  if (guard) setGuard(judge, newGuard(guard.groups, guard.keepers));
  return judge;
}

// Precision, recall and keepers lost of what the judge rejects, each { value, low, high, count }; the counts they are of.
function compareLabels(judge, labels) {
  const { weights, rows, keep, strata } = labels;
  const [missed, found, kept, lost] = [0, 1, 2, 3].map(() => newCell(labels.drawn.length)); // by keep and rejected
  const cells = [[missed, found], [kept, lost]];
  for (let place = 0; place < rows.length; place += 1) {
    const at = cells[keep[place]][judge.verdict[rows[place]] === REJECT ? 1 : 0];
    const weight = weights[place];
    at.count += 1;
    at.sums[strata[place]] += weight;
    at.squares[strata[place]] += weight * weight;
  }
  return { found: found.count, missed: missed.count, lost: lost.count, kept: kept.count,
    precision: rateOf(labels, found, lost), recall: rateOf(labels, found, missed), keepersLost: rateOf(labels, lost, kept) };
}

function newCell(strata) {
  return { count: 0, sums: new Float64Array(strata), squares: new Float64Array(strata) };
}

// `weighted_rate`: the share of these hits among hits and others by weight (Hájek), and Wilson's interval.
function rateOf(labels, hits, others) {
  const count = hits.count + others.count;
  if (!count) return { value: NaN, low: 0, high: 1, count };
  const total = sumOf(hits.sums) + sumOf(others.sums);
  const value = labels.even ? hits.count / count : Math.min(Math.max(sumOf(hits.sums) / total, 0), 1);
  const size = labels.even ? count : effectiveCount(labels, hits, others, value, total);
  const square = NORMAL_975 ** 2;
  const middle = (value * size + square / 2) / (size + square);
  const half = Math.sqrt(square * (value * (1 - value) * size + square / 4)) / (size + square);
  const low = hits.count ? Math.max(middle - half, 0) : 0;
  const high = others.count ? Math.min(middle + half, 1) : 1;
  return { value, low: Math.min(low, value), high: Math.max(high, value), count };
}

// `Design.effective_count`: as how many equally likely draws these labels count for this rate.
function effectiveCount({ drawn, rows }, hits, others, rate, total) {
  const spread = rate * (1 - rate);
  const kish = total ** 2 / (sumOf(hits.squares) + sumOf(others.squares));
  const alone = rows.length - sumOf(drawn); // labels whose weight no other has
  let [variance, doubt] = [0, 0];
  drawn.forEach((labels, stratum) => {
    const size = labels || Math.max(alone, 1);
    const squares = hits.squares[stratum] * (1 - rate) ** 2 + others.squares[stratum] * rate ** 2;
    const off = hits.sums[stratum] * (1 - rate) - others.sums[stratum] * rate;
    const around = labels > 1 ? Math.max(squares - off ** 2 / size, 0) : squares;
    const part = around + ((hits.squares[stratum] + others.squares[stratum]) * spread) / size;
    variance += part;
    doubt += part ** 2 / size;
  });
  const known = spread > 0 && variance > 1e-12 * spread * total ** 2;
  const count = hits.count + others.count;
  const most = Math.min(hits.count, others.count) < 3 ? count : Infinity;
  if (!known) return Math.min(kish, most);
  const found = Math.min((spread * total ** 2) / variance, Math.max(kish, total), most);
  return found * shrinkage(Math.max(variance ** 2 / doubt, 1));
}

// (z/t)² of Student's distribution with so many degrees of freedom, by Clenshaw's rule.
function shrinkage(freedom) {
  const at = 2 / freedom - 1;
  let [last, before] = [0, 0];
  for (let place = STUDENT_975.length - 1; place > 0; place -= 1) [last, before] = [2 * at * last - before + STUDENT_975[place], last];
  return Math.exp(-2 * (at * last - before + STUDENT_975[0]));
}

function sumOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

// What one rule does by itself: keepers that it rejects, rejects that it lets pass; `only` those that no other rule takes.
function compareRule(judge, key, { rows, keep }) {
  const ends = judge.rules.get(key);
  const told = { lost: 0, lostOnly: 0, found: 0, foundOnly: 0, missed: 0 };
  if (!ends) return told;
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place];
    const fires = judge.forced[row] < 0 && !ends.spared?.[row] && levelAt(ends, ends.column.values[row]) === 2;
    const word = keep[place] ? "lost" : fires ? "found" : "missed";
    if (!fires && keep[place]) continue;
    told[word] += 1;
    if (fires && judge.fired[row] === 1) told[`${word}Only`] += 1;
  }
  return told;
}

// How many labelled photos lie at each of so many places along an axis: { keep, reject }.
function rugOf(axis, column, { rows, keep }, places) {
  const rug = { keep: new Uint32Array(places), reject: new Uint32Array(places) };
  for (let place = 0; place < rows.length; place += 1) {
    const value = column.values[rows[place]];
    if (Number.isNaN(value)) continue;
    rug[keep[place] ? "keep" : "reject"][Math.min(Math.floor(placeOf(axis, value) * places), places - 1)] += 1;
  }
  return rug;
}
