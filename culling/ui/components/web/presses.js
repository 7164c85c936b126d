// What keys mean on any keyboard, where they are none of ours, and how what a person does is numbered for Python.
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
