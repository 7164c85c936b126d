// What a person sees of tiles: how large they are, and when what was drawn is on the screen.
const TILE_SIZES = [110, 140, 180, 230, 300, 400];

// The tile size stays while the browser's window is open, where it may be kept.
function rememberedSize(size) {
  try {
    if (size !== undefined) sessionStorage.setItem("culling-tile-size", size);
    const known = Number(sessionStorage.getItem("culling-tile-size") ?? 1);
    return known in TILE_SIZES ? known : 1;
  } catch {
    return size ?? 1;
  }
}

// Call with the time at which what was just drawn is on the screen.
function painted(then) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { then(performance.now()); port1.close(); };
    port2.postMessage(null);
  });
}

// From the press to the screen; `own` is what the part itself took of that, the rest is waiting for the next frame.
function measureKey(start, end, detail) {
  if (performance.getEntriesByName("culling-key").length > 5000) performance.clearMeasures("culling-key");
  performance.measure("culling-key", { start, end, detail });
}
