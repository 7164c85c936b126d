// Thumbnails with names; names and notes come from files and are only ever text.
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function photoButton({ name, path, note, jpeg }, urls) {
  const button = element("button", "photo");
  button.type = "button";
  button.title = path;
  if (jpeg) {
    const picture = element("img", "");
    picture.alt = "";
    picture.src = URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" }));
    urls.push(picture.src);
    button.append(picture);
  } else button.append(element("span", "none", "no picture"));
  const words = element("span", "name", name);
  words.dir = "auto";
  button.append(words);
  if (note) button.append(element("span", "note", note));
  return button;
}

// One stop for the Tab key; arrows go on from there.
function step(buttons, event) {
  const by = event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key];
  if (by === undefined || !buttons.length) return;
  event.preventDefault();
  const at = buttons.findIndex((button) => button.tabIndex === 0);
  goTo(buttons, Math.min(Math.max(at + by, 0), buttons.length - 1));
  buttons.find((button) => button.tabIndex === 0).focus();
}

function goTo(buttons, place) {
  buttons.forEach((button, nth) => { button.tabIndex = nth === place ? 0 : -1; });
}

function render({ model, el }) {
  const root = element("div", "strip");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Photos");
  let urls = [];
  let buttons = [];
  const choose = (place) => {
    goTo(buttons, place);
    model.set("_pressed", [...model.get("_pressed").slice(0, 1).map((count) => count + 1), place]);
    model.save_changes();
  };
  const mark = () => {
    const [, place] = model.get("_pressed");
    buttons.forEach((button, nth) => button.setAttribute("aria-pressed", String(nth === place)));
  };
  const draw = () => {
    for (const url of urls) URL.revokeObjectURL(url);
    urls = [];
    const photos = model.get("_photos");
    buttons = photos.map((photo, place) => {
      const button = photoButton(photo, urls);
      button.onclick = () => choose(place);
      return button;
    });
    goTo(buttons, 0);
    const parts = photos.flatMap((photo, place) => (photo.title ? [element("p", "title", photo.title), buttons[place]] : [buttons[place]]));
    root.replaceChildren(...parts, ...(model.get("_more") ? [element("p", "more", model.get("_more"))] : []));
    mark();
  };
  root.onkeydown = (event) => step(buttons, event);
  const frame = inFrame(el, root, () => {});
  model.on("change:_photos", draw);
  model.on("change:_pressed", mark);
  draw();
  return () => {
    model.off("change:_photos", draw);
    model.off("change:_pressed", mark);
    for (const url of urls) URL.revokeObjectURL(url);
    frame.stop();
  };
}

export default { render };
