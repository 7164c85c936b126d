// What the labels say of the cutoffs as they stand, in sight while one moves: three rates with their intervals.
const RATES = [
  ["precision", "Precision", "rightly rejected", "Precision: of the labelled photos that the rules reject, the share that people reject as well."],
  ["recall", "Recall", "found of those to go", "Recall: of the photos that people reject, the share that the rules reject as well."],
  ["keepersLost", "Keepers lost", "keepers rejected", "Keepers lost (false-positive rate): of the photos that people keep, the share that the rules reject."],
];

function makeReadout() {
  const readout = { rates: new Map(), shown: null, spoken: "" };
  const cells = RATES.map(([name, title, words, about]) => {
    const rate = { value: make("b", "number"), interval: make("span", "interval"), band: make("i", "interval-band"), dot: make("i", "dot"), was: make("i", "was", { hidden: "" }) };
    const track = make("span", "track", { "aria-hidden": "true" }, rate.band, rate.was, rate.dot);
    rate.element = make("span", "rate", { title: about }, make("span", "term", {}, title), make("span", "line", {}, rate.value, " ", rate.interval), track, make("span", "what", {}, words));
    readout.rates.set(name, rate);
    return rate.element;
  });
  readout.list = make("div", "rates", { role: "group", "aria-label": "These cutoffs against the labels" }, ...cells);
  readout.about = make("div", "about-labels");
  readout.element = make("div", "readout", { hidden: "" }, readout.list, readout.about);
  return readout;
}

// `told` is what `compareLabels` gives, null without labels; `before` the same at the start of a move, null at rest.
function showReadout(readout, told, before, { line, about }) {
  readout.element.hidden = false;
  readout.list.hidden = !told;
  readout.about.textContent = line;
  readout.about.title = about;
  readout.spoken = "";
  if (!told) return;
  const spoken = [];
  for (const [name, title] of RATES) {
    const [rate, now, then] = [readout.rates.get(name), told[name], before?.[name]];
    const known = !Number.isNaN(now.value);
    rate.element.classList.toggle("unknown", !known);
    const [value, low, high] = writtenRate(now);
    rate.value.textContent = known ? `${value} %` : "–";
    rate.interval.textContent = known ? `${low}–${high}` : "not known";
    rate.band.style.left = `${100 * now.low}%`;
    rate.band.style.width = `${100 * (now.high - now.low)}%`;
    rate.dot.style.left = `${known ? 100 * now.value : 0}%`;
    rate.was.hidden = !then || Number.isNaN(then.value);
    if (!rate.was.hidden) rate.was.style.left = `${100 * then.value}%`;
    if (known) spoken.push(`${title} ${value} %, ${low} to ${high}`);
  }
  readout.spoken = spoken.join(", ");
}

// As `Rate.text` of culling/audit/intervals.py writes them: points, a digit more for a narrow interval.
function writtenRate({ value, low, high }) {
  const digits = high - low < 0.03 ? 1 : 0;
  return [value, low, high].map((part) => halfEven(100 * part, digits));
}

// As Python rounds: a tie goes to the even digit.
function halfEven(value, digits) {
  const scaled = value * 10 ** digits;
  const even = Math.abs(scaled % 1) === 0.5 ? (2 * Math.round(scaled / 2)) / 10 ** digits : value;
  return even.toFixed(digits);
}

// Beneath a rule: the keepers that it takes, the rejects that it lets pass.
function makeToll() {
  const toll = { lost: make("span", "count"), missed: make("span", "count") };
  toll.element = make("div", "toll", { hidden: "" }, make("span", "keep", {}, make("span", "badge", {}, "K")), toll.lost, make("span", "reject", {}, make("span", "badge", {}, "R")), toll.missed);
  return toll;
}

function showToll(toll, told, labels) {
  toll.element.hidden = !told;
  if (!told) return;
  toll.lost.textContent = `${counted(told.lost)} lost`;
  toll.missed.textContent = `${counted(told.found)} of ${counted(labels.rejects)} found`;
  toll.element.title = `Labelled keep: this rule rejects ${counted(told.lost)} of ${counted(labels.keepers)}, ${counted(told.lostOnly)} of them no other rule.\n`
    + `Labelled reject: this rule finds ${counted(told.found)}, ${counted(told.foundOnly)} of them no other rule, and misses ${counted(told.missed)}.`;
}

// Two thin rows of strokes: labelled keepers above the bars, labelled rejects below; the denser, the stronger.
const RUG = 5; // pixels

function drawRugs(card, labels, colours) {
  const { canvas } = card.rugs;
  const shape = [canvas.clientWidth, canvas.clientHeight, window.devicePixelRatio, card.stretch, labels.at, ...colours].join();
  if (card.rugs.shape === shape) return;
  card.rugs.shape = shape;
  fitCanvas(canvas);
  const scale = window.devicePixelRatio || 1;
  const [width, tall] = [canvas.width, Math.round(RUG * scale)];
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, canvas.height);
  const stroke = Math.max(1, Math.round(scale));
  const rug = rugOf(card.axis, card.column, labels, Math.max(1, Math.floor(width / stroke)));
  drawRug(context, rug.keep, stroke, 0, tall, colours[KEEP]);
  drawRug(context, rug.reject, stroke, canvas.height - tall, tall, colours[REJECT]);
  context.globalAlpha = 1;
}

function drawRug(context, counts, stroke, top, tall, colour) {
  const most = counts.reduce((most, count) => Math.max(most, count), 1);
  const least = most > 3 ? 0.15 : 0.5; // of few, each one is seen; of many, where they crowd
  context.fillStyle = colour;
  counts.forEach((count, place) => {
    if (!count) return;
    context.globalAlpha = least + (1 - least) * Math.sqrt(count / most);
    context.fillRect(place * stroke, top, stroke, tall);
  });
}
