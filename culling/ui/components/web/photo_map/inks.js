// What colour each photo has, and what the colours mean. Names of cameras and the like come from files: text only.
const RAMP_STEPS = 256;
const EXTREMES = 0.01; // a share of values at each end that the scale leaves out

function rgbOf(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function inkOf([red, green, blue]) {
  return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
}

// Many steps between a few colours.
function makeRamp(stops) {
  return Uint32Array.from({ length: RAMP_STEPS }, (_, step) => {
    const place = (step / (RAMP_STEPS - 1)) * (stops.length - 1);
    const at = Math.min(Math.floor(place), stops.length - 2);
    const [low, high] = [rgbOf(stops[at]), rgbOf(stops[at + 1])];
    return inkOf(low.map((part, channel) => Math.round(part + (high[channel] - part) * (place - at))));
  });
}

// The stretch of a measure that the colours cover, without the extremes; null where nothing is known.
function stretchOf({ values, order }) {
  if (!order.length) return null;
  const at = (share) => values[order[Math.round(share * (order.length - 1))]];
  const [low, high] = [at(EXTREMES), at(1 - EXTREMES)];
  if (low < high && Number.isFinite(high - low)) return { low, high };
  const finite = [...order].map((row) => values[row]).filter(Number.isFinite);
  return finite.length ? { low: finite[0], high: finite.at(-1) } : null;
}

// A group keeps the colour that its first photo had when it last was one, so that little changes while groups join and
// part; a new one has the colour that is used least, and not that of the group before it.
function groupInks(numbers, inks, grey, colours, known) {
  const chosen = [];
  const heads = [];
  const used = new Uint32Array(colours.length);
  for (let row = 0; row < numbers.length; row += 1) {
    if (numbers[row] !== heads.length) continue;
    const at = known.get(row) ?? -1;
    heads.push(row);
    chosen.push(at);
    if (at >= 0) used[at] += 1;
  }
  for (let number = 0; number < heads.length; number += 1) {
    if (chosen[number] >= 0) continue;
    let best = -1;
    for (let at = 0; at < colours.length; at += 1) {
      const beside = at === chosen[number - 1] || at === chosen[number + 1];
      if (!beside && (best < 0 || used[at] < used[best])) best = at;
    }
    chosen[number] = best;
    used[best] += 1;
    known.set(heads[number], best);
  }
  for (let row = 0; row < numbers.length; row += 1) inks[row] = numbers[row] < 0 ? grey : colours[chosen[numbers[row]]];
}

// Fill `inks` (ABGR by row) and say in `alone` which photos are drawn smaller.
function paintInks(view) {
  const { inks, alone, data } = view;
  const grey = inkOf(rgbOf(data.unknown));
  const by = data.colour.by;
  alone.fill(0);
  if (by === "verdict" || by === "mark") {
    const colours = view.verdictColours.map((colour) => inkOf(rgbOf(colour)));
    for (let row = 0; row < inks.length; row += 1) {
      const verdict = by === "verdict" ? view.verdictOf(row) : MARK_VERDICT[view.marks.codes[row]];
      inks[row] = verdict < 0 ? grey : colours[verdict];
      if (verdict < 0) alone[row] = 1;
    }
  } else if (by === "group") {
    groupInks(view.numbers, inks, grey, data.palette.map((colour) => inkOf(rgbOf(colour))), view.groupColours);
    for (let row = 0; row < inks.length; row += 1) alone[row] = view.numbers[row] < 0 ? 1 : 0;
  } else if (by === "text") {
    const colours = [...data.palette.slice(0, data.colour.words.length).map((colour) => inkOf(rgbOf(colour))), grey];
    for (let row = 0; row < inks.length; row += 1) inks[row] = colours[Math.min(view.codes[row], colours.length - 1)];
  } else paintMeasure(view, grey);
}

function paintMeasure({ inks, values, stretch, data }, grey) {
  const ramp = makeRamp(data.ramp);
  const wide = stretch ? stretch.high - stretch.low : 0;
  for (let row = 0; row < inks.length; row += 1) {
    const value = values[row];
    if (Number.isNaN(value) || !stretch) inks[row] = grey;
    else {
      const place = wide ? (value - stretch.low) / wide : 0.5;
      inks[row] = ramp[Math.round(Math.min(Math.max(place, 0), 1) * (RAMP_STEPS - 1))];
    }
  }
}
