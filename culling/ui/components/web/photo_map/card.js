// The photo under the pointer: picture, name, verdict, group, and the measure that colours the map.
function madeOf(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

class Card {
  constructor(element) {
    this.element = element;
    this.row = -1;
    this.image = madeOf("img", "");
    this.image.alt = "";
    this.image.onload = () => { this.image.className = "there"; };
    this.image.onerror = () => { this.none.textContent = "no picture"; };
    this.none = madeOf("span", "none");
    this.badge = madeOf("span", "badge");
    this.name = madeOf("span", "name");
    this.lines = madeOf("div", "lines");
    element.append(madeOf("div", "picture", this.image, this.none), madeOf("div", "title", this.badge, this.name), this.lines);
  }

  // `photo` is { row, picture, name, verdict, letter, lines }, at a place of a stage so wide and high.
  show(photo, [x, y], { width, height }) {
    if (this.row !== photo.row) {
      this.image.className = "";
      this.none.textContent = photo.picture ? "" : "no picture";
      if (photo.picture) this.image.src = photo.picture;
      else this.image.removeAttribute("src");
    }
    this.row = photo.row;
    this.element.hidden = false;
    this.badge.className = `badge ${photo.verdict}`;
    this.badge.textContent = photo.letter;
    this.name.textContent = photo.name;
    this.lines.replaceChildren(...photo.lines.map((line) => madeOf("div", "", line)));
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 18 + offsetWidth > width ? x - 18 - offsetWidth : x + 18;
    const top = Math.min(Math.max(y - offsetHeight / 2, 4), Math.max(4, height - offsetHeight - 4));
    this.element.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`;
  }

  hide() {
    this.row = -1;
    this.element.hidden = true;
  }
}

// What the colours mean, as a list below the map.
function legendParts(view) {
  const { colour, palette, unknown } = view.data;
  const entry = (ink, words, letter = "", className = "") => {
    const swatch = madeOf("i", className, letter);
    swatch.style.setProperty("--ink", ink);
    return madeOf("li", "", swatch, madeOf("span", "", words));
  };
  if (colour.by === "verdict" || colour.by === "mark") {
    const none = colour.by === "mark" ? [entry(unknown, "no mark")] : [];
    const shown = VERDICTS.slice(0, colour.by === "mark" ? 3 : 4);
    return [...shown.map((name, at) => entry(view.verdictColours[at], name, LETTERS[at])), ...none];
  }
  if (colour.by === "group") {
    const some = madeOf("i", "several");
    some.style.background = `linear-gradient(90deg, ${palette.slice(0, 5).map((ink, at) => `${ink} ${at * 20}% ${at * 20 + 20}%`).join(", ")})`;
    return [madeOf("li", "", some, madeOf("span", "", "one colour a group")), entry(unknown, "alone", "", "small"), entry("transparent", "keeper", "", "ring")];
  }
  if (colour.by === "text") {
    const rest = view.codes.some((code) => code >= colour.words.length) ? [entry(unknown, "not known")] : [];
    return [...colour.words.map((words, at) => entry(palette[at], words)), ...rest];
  }
  return [scaleOf(view), ...(view.values.some(Number.isNaN) ? [entry(unknown, "not measured")] : [])];
}

function scaleOf({ stretch, data }) {
  if (!stretch) return madeOf("li", "", "No photo has this measure.");
  const bar = madeOf("i", "scale");
  bar.style.background = `linear-gradient(90deg, ${data.ramp.join(", ")})`;
  const unit = data.colour.unit ? ` ${data.colour.unit}` : "";
  const item = madeOf("li", "measure", madeOf("span", "", `${brief(stretch.low)}${unit}`), bar, madeOf("span", "", `${brief(stretch.high)}${unit}`));
  item.title = "From the 1st to the 99th percentile; what lies beyond has the colour of the end";
  return item;
}
