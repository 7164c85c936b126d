// The line above the photos: how far one is, the filter field, undo, tile size, the keys. And the line that says what
// just happened, which screen readers speak.
const MARK_CLASSES = ["", "must keep", "keep", "maybe", "reject"];

class GalleryStrip {
  // `act(name)` does what a button says, `filter(text)` follows the field.
  constructor(root, { act, filter }) {
    this.root = root;
    const find = (name) => root.querySelector(`.${name}`);
    Object.assign(this, { field: find("field"), done: find("done"), bar: find("progress"), said: find("said") });
    Object.assign(this, { hint: find("hint"), help: find("help"), undo: find("undo"), finish: find("finish") });
    this.chosen = find("chosen");
    this.counts = MARKS.slice(1).map((mark, at) => this.countOf(mark, at + 1));
    this.parts = this.counts.map(() => element("i", ""));
    this.parts.forEach((part, at) => { part.className = MARK_CLASSES[at + 1]; });
    find("counts").replaceChildren(...this.counts.map(({ whole }) => whole));
    this.bar.replaceChildren(...this.parts);
    this.help.querySelector("dl").replaceChildren(...KEY_HELP.flatMap(helpLine));
    for (const button of root.querySelectorAll("button[data-act]")) button.onclick = () => act(button.dataset.act);
    this.field.oninput = () => filter(this.field.value);
    this.field.onkeydown = (event) => this.typed(event, act);
  }

  countOf(mark, code) {
    const number = element("b", "");
    const whole = element("span", `count ${MARK_CLASSES[code]}`, element("i", "", MARK_LETTERS[code]), number);
    whole.title = mark;
    return { mark, number, whole };
  }

  // Enter and ↓ go to the photos with the filter as it is; Escape takes it away.
  typed(event, act) {
    event.stopPropagation(); // Streamlit would take R and C for its own
    if (!["Enter", "ArrowDown", "Escape"].includes(event.key) || event.isComposing) return;
    event.preventDefault();
    act(event.key === "Escape" ? "unfilter" : "photos");
  }

  // `counts` by mark's code, the first is how many are undecided.
  progress(counts, total, shown, canUndo) {
    const decided = total - counts[0];
    this.done.textContent = `${decided.toLocaleString("en")} of ${total.toLocaleString("en")} decided`;
    this.counts.forEach(({ mark, number, whole }, at) => {
      number.textContent = counts[at + 1].toLocaleString("en");
      whole.setAttribute("aria-label", `${counts[at + 1]} ${mark}`);
    });
    this.parts.forEach((part, at) => { part.style.flexGrow = counts[at + 1]; });
    this.bar.style.setProperty("--done", total ? decided / total : 0);
    this.bar.setAttribute("aria-valuenow", decided);
    this.bar.setAttribute("aria-valuemax", total);
    this.hint.textContent = shown === total ? "" : `${shown.toLocaleString("en")} shown`;
    this.undo.disabled = !canUndo;
    this.finish.hidden = total === 0 || counts[0] > 0;
  }

  choose(count) {
    this.chosen.textContent = count ? `${count.toLocaleString("en")} selected` : "";
  }

  say(text) {
    this.said.textContent = text;
  }

  toggleHelp(open = this.help.hidden) {
    this.help.hidden = !open;
    this.root.querySelector("[data-act=help]").setAttribute("aria-expanded", open);
    return open;
  }
}

function helpLine([keys, words]) {
  const line = element("div", "", element("dt", "", keys), element("dd", "", words));
  return [line];
}
