// The line above the groups: how many are decided, undo, tile size, keys. And the line that says what just happened.
class GroupStrip {
  constructor(root, act) {
    this.root = root;
    const find = (name) => root.querySelector(`.${name}`);
    Object.assign(this, { done: find("done"), bar: find("progress"), said: find("said"), help: find("help"), undo: find("undo") });
    this.part = element("i", "keep");
    this.bar.replaceChildren(this.part);
    this.help.querySelector("dl").replaceChildren(...GROUP_HELP.map(([keys, words]) => element("div", "", element("dt", "", keys), element("dd", "", words))));
    for (const button of root.querySelectorAll("button[data-act]")) button.onclick = () => act(button.dataset.act);
  }

  progress(decided, groups, photos, canUndo) {
    const number = (count) => count.toLocaleString("en");
    this.done.textContent = `${number(decided)} of ${number(groups)} groups decided · ${number(photos)} photos`;
    this.part.style.flexGrow = decided ? 1 : 0;
    this.bar.style.setProperty("--done", groups ? decided / groups : 0);
    this.bar.setAttribute("aria-valuenow", decided);
    this.bar.setAttribute("aria-valuemax", groups);
    this.undo.disabled = !canUndo;
  }

  say(text) {
    this.said.textContent = text;
  }

  toggleHelp(open = this.help.hidden) {
    this.help.hidden = !open;
    this.root.querySelector("[data-act=help]").setAttribute("aria-expanded", open);
  }
}
