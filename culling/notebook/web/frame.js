// A part in a notebook: a shadow root, so that its styles stay its own, in the colours of the notebook around it.
const THEMED = { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-jp-theme-name", "data-vscode-theme-id"] };
const SETTLED_MS = 250; // a theme's style sheets come after its name

// `again` is called when the colours change. Keys stay here: Jupyter's own go on when nothing of this has the focus.
function inFrame(el, root, again) {
  const host = document.createElement("div");
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = STYLE;
  shadow.append(style, root);
  host.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(host);
  let later = 0;
  const changed = () => {
    clearTimeout(later);
    later = setTimeout(again, SETTLED_MS);
  };
  const colours = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) colours.observe(element, THEMED);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", changed);
  const stop = () => {
    clearTimeout(later);
    colours.disconnect();
    scheme.removeEventListener("change", changed);
    host.remove();
  };
  return { host, shadow, stop };
}
