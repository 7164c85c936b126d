// The histograms in a notebook. Numbers come with the widget, and pictures of few photos; else they are asked for one by
// one, while the kernel is free.
const PICTURES_KEPT = 200;

function addressOf(jpeg) {
  return jpeg ? URL.createObjectURL(new Blob([jpeg], { type: "image/jpeg" })) : null;
}

function sourceOf(model) {
  const waiting = new Map(); // by address: what takes the picture
  const asked = new Map(); // by address: the promise of where it is
  const heard = (said, buffers) => {
    const take = waiting.get(said?.picture);
    waiting.delete(said?.picture);
    if (take) take(addressOf(buffers?.[0]));
  };
  const forget = (address) => {
    asked.get(address).then((url) => url && URL.revokeObjectURL(url));
    asked.delete(address);
  };
  model.on("msg:custom", heard);
  return {
    ask: async (address) => {
      const bytes = model.get("_held")[address];
      if (!bytes) throw new Error("they did not come with the widget");
      return new Response(bytes);
    },
    picture: (address) => {
      if (!asked.has(address)) {
        const held = model.get("_held");
        if (address in held) asked.set(address, Promise.resolve(addressOf(held[address])));
        else {
          asked.set(address, new Promise((take) => waiting.set(address, take)));
          model.send({ picture: address });
        }
        if (asked.size > PICTURES_KEPT) forget(asked.keys().next().value);
      }
      return asked.get(address);
    },
    stop: () => {
      model.off("msg:custom", heard);
      for (const take of waiting.values()) take(null);
      for (const address of [...asked.keys()]) forget(address);
    },
  };
}

function render({ model, el }) {
  const source = sourceOf(model);
  const told = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  let moves = 0;
  const acts = {
    send: (ops) => told("_moves", ops),
    open: (photo) => told("_opened", photo),
    hide: (metric) => told("_hidden", metric),
    follow: ({ metric, side, reject, maybe }) => told("_moving", [(moves += 1), metric, side, reject, maybe]),
  };
  let takeDown = () => {};
  const draw = () => { takeDown = showCutoffs(frame.shadow, model.get("_data"), acts, source, frame.host); };
  const frame = inFrame(el, make("div", "root", { tabindex: "-1" }), () => draw());
  model.on("change:_data", draw);
  draw();
  return () => {
    model.off("change:_data", draw);
    takeDown();
    source.stop();
    frame.stop();
  };
}

export default { render };
