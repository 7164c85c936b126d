// Numbers on an axis ({ low, high, log, stops }): where they lie, where a cut may stop, how they are written.
const BARS = 64; // as in culling/charts.py

// 0 at the low end, 1 at the high end; what lies beyond is at the end.
function placeOf(axis, value) {
  const place = axis.log
    ? Math.log(Math.max(value, axis.low) / axis.low) / Math.log(axis.high / axis.low)
    : (value - axis.low) / (axis.high - axis.low);
  return Math.min(Math.max(place, 0), 1);
}

function valueAt(axis, place) {
  return axis.log ? axis.low * (axis.high / axis.low) ** place : axis.low + place * (axis.high - axis.low);
}

function barEdges(axis) {
  return Float64Array.from({ length: BARS + 1 }, (_, bar) => valueAt(axis, bar / BARS));
}

// The stop nearest to a place on the axis.
function stopAt(axis, place) {
  const value = valueAt(axis, Math.min(Math.max(place, 0), 1));
  const above = stopsUpTo(axis, value);
  const [left, right] = [axis.stops[above - 1], axis.stops[above]];
  if (left === undefined) return right;
  if (right === undefined) return left;
  return place - placeOf(axis, left) < placeOf(axis, right) - place ? left : right;
}

// The stop so many steps further than a value; beyond the last one, the last one.
function stopFrom(axis, value, steps) {
  const { stops } = axis;
  const upTo = stopsUpTo(axis, value);
  const next = steps > 0 ? upTo - 1 + steps : (stops[upTo - 1] === value ? upTo - 1 : upTo) + steps;
  const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
  return steps > 0 ? Math.max(stop, value) : Math.min(stop, value);
}

function stopsUpTo(axis, value) {
  let low = 0;
  let high = axis.stops.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (axis.stops[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The cut nearest to the present one that turns the next photo (photos with one value turn together): the shortest
// number that does. null when no photo is left on that side.
function nextFlip(column, side, cut, direction) {
  const { values, order } = column;
  const rank = rankOf(column, side, cut);
  const at = direction > 0 ? rank : rank - 1;
  if (at < 0 || at >= order.length) return null;
  const value = values[order[at]];
  const step = Math.max(Math.abs(value) / 100, Number.MIN_VALUE * 1e4);
  const next = values[order[direction > 0 ? rankUpTo(column, value) : rankBelow(column, value) - 1]];
  const further = Number.isFinite(next) ? next : value + direction * step;
  // A value exactly at the cut is not beyond it: of the two ends, a cut from below may lie on the upper one.
  return shortest(Math.min(value, further), Math.max(value, further), side === "above");
}

// The number with the fewest digits in [low, high) or (low, high]; null when none of them is finite.
function shortest(low, high, withLow) {
  const within = (number) => (withLow ? number >= low && number < high : number > low && number <= high);
  for (let digits = 1; digits <= 17; digits += 1) {
    for (const near of [(low + high) / 2, low, high]) {
      const number = Number(near.toPrecision(digits));
      if (Number.isFinite(number) && within(number)) return number;
    }
  }
  return [low, high].find((number) => Number.isFinite(number) && within(number)) ?? null;
}

// As `culling.rule.number` writes it: 12 digits.
function written(value) {
  return String(Number(value.toPrecision(12)));
}

const rounded = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, notation: "compact" });

function brief(value) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(2);
  return rounded.format(value);
}

// A value beside a cut: with as many digits as it takes to tell them apart.
function beside(value, cut) {
  if (!Number.isFinite(value) || value === cut) return brief(value);
  for (let digits = 4; digits < 17; digits += 1) {
    const number = Number(value.toPrecision(digits));
    if (number !== cut && (digits > 4 || brief(value) !== brief(cut))) return digits > 4 ? String(number) : brief(value);
  }
  return String(value);
}

function counted(count) {
  return count.toLocaleString("en");
}

// 1st, 2nd, 3rd, 12th percentile.
function percentile(share) {
  const whole = Math.min(Math.floor(share * 100), 100);
  const ending = [11, 12, 13].includes(whole % 100) ? "th" : ["th", "st", "nd", "rd"][whole % 10] ?? "th";
  return `${whole}${ending} percentile`;
}

// At most about `most` round numbers along the axis, with the text of each.
function ticks(axis, most) {
  const found = axis.log ? logTicks(axis, most) : linearTicks(axis, most);
  return found.map((value) => [value, Math.abs(value) >= 1e4 ? compact.format(value) : brief(value)]);
}

function linearTicks(axis, most) {
  const raw = (axis.high - axis.low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw * (1 - 1e-9));
  const first = Math.ceil(axis.low / step - 1e-9);
  const last = Math.floor(axis.high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}

function logTicks(axis, most) {
  const all = (factors) => {
    const found = [];
    for (let power = Math.floor(Math.log10(axis.low)); 10 ** power <= axis.high; power += 1) {
      for (const factor of factors) found.push(Number((factor * 10 ** power).toPrecision(12)));
    }
    return found.filter((value) => value >= axis.low && value <= axis.high);
  };
  return [[1, 2, 5], [1, 3], [1]].map(all).find((found) => found.length <= most) ?? all([1]);
}
