// What keys mean on any keyboard, where they are none of ours, and how what a person does is numbered for Python and
// sent until it was heard.
const TYPED_INTO = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=textbox]";

// The browser's name of a key, letters small. Where the keyboard writes no Latin letters, the key's place counts.
function keyName({ key, code }) {
  if (key.length > 1) return key;
  return (/^[a-z]$/i.test(key) || !code.startsWith("Key") ? key : code[3]).toLowerCase();
}

// The number of the next press: it only grows, also past what another page of this session had sent before.
function nextNumber(last, heard) {
  return Math.max(Date.now(), last + 1, heard + 1);
}

// Whether a person may only look, which is said at once; Python would refuse it as well.
function looksOnly(data, say) {
  if (data.may_mark !== false) return false;
  say("You may look, not mark.");
  return true;
}

const SEND_EVERY_MS = 120;
const SEND_AGAIN_MS = 1500; // when no answer came

// What a person did and Python has not taken up yet: numbered, sent in order, and forgotten once it was heard.
class Sender {
  // `again`: after how long without an answer all of it is sent once more; 0 for never.
  constructor(again = SEND_AGAIN_MS) {
    this.sendAgainAfter = again;
    this.waiting = []; // [number, …]
    this.heard = 0;
    this.last = 0;
    this.send = null;
    this.timer = null;
    this.unsent = false;
  }

  hear(heard) {
    this.heard = heard;
    this.waiting = this.waiting.filter(([number]) => number > heard);
    if (!this.waiting.length) clearTimeout(this.again);
  }

  // What was done counts here at once (`act`, where there is one).
  put(...what) {
    this.last = nextNumber(this.last, this.heard);
    const press = [this.last, ...what];
    this.waiting.push(press);
    this.act?.(press);
    this.unsent = true;
    if (this.timer === null) this.flush();
  }

  // The first press leaves at once, those that follow it closely leave together.
  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.unsent) return;
    this.unsent = false;
    this.send?.([...this.waiting]);
    this.timer = setTimeout(() => this.flush(), SEND_EVERY_MS);
    if (this.sendAgainAfter) this.insist();
  }

  // An answer may be lost between the two; the same again would be no news, so the time is added.
  insist() {
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      if (!this.waiting.length) return;
      this.send?.([...this.waiting, [Date.now()]]);
      this.insist();
    }, this.sendAgainAfter);
  }

  destroy() {
    this.flush();
    clearTimeout(this.timer);
    clearTimeout(this.again);
  }
}
