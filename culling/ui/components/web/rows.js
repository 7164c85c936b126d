// The rows of a table by number, as culling/ui/sheet.py serves them, and the words for verdicts and marks.
const VERDICTS = ["keep", "maybe", "reject", "unjudged"];
const LETTERS = ["K", "M", "R", "?"];
const MARKS = [null, "must-have", "keep", "maybe", "reject"]; // by code; culling/marks.py has the same order
const MARK_VERDICT = [-1, 0, 0, 1, 2]; // the verdict that each mark gives, as a place in VERDICTS

function unpack(text, Type) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
  return new Type(bytes.buffer);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

// Where the rows are: on a server, by HTTP. In a notebook numbers come with the widget and `picture` promises an address.
const ON_SERVER = { ask: fetched, picture: (address) => address };

// Each list is asked for once; a failure is not kept, so that it can be asked for again.
function openRows(base, count, source = ON_SERVER) {
  const known = new Map();
  const once = (name, make) => {
    if (!known.has(name)) known.set(name, make().catch((error) => { known.delete(name); throw error; }));
    return known.get(name);
  };
  const column = async (name) => {
    const buffer = await (await source.ask(`${base}/column/${encodeURIComponent(name)}`)).arrayBuffer();
    return { values: new Float64Array(buffer, 0, count), order: new Uint32Array(buffer, count * 8) };
  };
  return {
    base,
    count,
    paths: () => once("paths", async () => (await source.ask(`${base}/paths`)).json()),
    column: (name) => once(`column ${name}`, () => column(name)),
    picture: (kind, row) => source.picture(`${base}/picture/${kind}/${row}`),
  };
}
