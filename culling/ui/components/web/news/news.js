// Asks every two seconds whether somebody marked or grouped photos, and tells Python only then. A part of the page that
// Python drew again by the clock would meet other runs on its way, and leave behind what is no more.
const NEWS_MS = 2000;
const askers = new WeakMap();

// `asker`: the address, what was heard there last, and the way to Python.
async function ask(asker) {
  if (document.hidden || asker.gone) return;
  const answer = await fetch(asker.address, { cache: "no-store" }).catch(() => null); // the server may have stopped
  if (!answer?.ok) {
    asker.gone = answer?.status === 404; // of a table that is no more, or of a server before this one
    return;
  }
  const now = await answer.text();
  const isNew = asker.heard !== null && now !== asker.heard;
  asker.heard = now;
  if (isNew) asker.tell("news", now);
}

export default function follow({ parentElement, data, setTriggerValue }) {
  if (!askers.has(parentElement)) {
    const asker = { heard: null };
    asker.timer = setInterval(() => ask(asker), NEWS_MS);
    askers.set(parentElement, asker);
  }
  const asker = askers.get(parentElement);
  if (asker.address !== data.address) Object.assign(asker, { heard: data.heard, gone: false });
  Object.assign(asker, { address: data.address, tell: setTriggerValue });
  return () => {
    clearInterval(asker.timer);
    askers.delete(parentElement);
  };
}
