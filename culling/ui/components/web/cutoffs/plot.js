// Bars on a canvas, split by verdict. The colours are the theme's, read anew when it changes.
const STACK = ["--st-blue-color", "--st-yellow-color", "--st-red-color", "--st-gray-color"];

function readColours(root) {
  const style = getComputedStyle(root);
  return STACK.map((name) => style.getPropertyValue(name).trim() || "#888");
}

// The canvas as large as it is shown, in device pixels.
function fitCanvas(canvas) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * scale));
  const height = Math.max(1, Math.round(canvas.clientHeight * scale));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

// A bar's parts stand on each other, and even one photo among a hundred thousand is seen.
function drawBars(canvas, bars, colours) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const scale = height / Math.max(1, tallest(bars));
  const least = Math.max(1, Math.round(window.devicePixelRatio || 1));
  const count = bars.length / 4;
  const gap = width / count > 4 * least ? least : 0;
  const tops = new Float64Array(count);
  for (let verdict = 0; verdict < 4; verdict += 1) {
    context.fillStyle = colours[verdict];
    for (let bar = 0; bar < count; bar += 1) {
      const photos = bars[bar * 4 + verdict];
      if (!photos) continue;
      const left = Math.round((bar * width) / count);
      const tall = Math.max(photos * scale, least);
      const top = Math.max(height - tops[bar] - tall, 0);
      context.fillRect(left, top, Math.round(((bar + 1) * width) / count) - left - gap, tall);
      tops[bar] += tall;
    }
  }
}

function tallest(bars) {
  let most = 0;
  for (let bar = 0; bar < bars.length; bar += 4) {
    most = Math.max(most, bars[bar] + bars[bar + 1] + bars[bar + 2] + bars[bar + 3]);
  }
  return most;
}
