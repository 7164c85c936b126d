// The histograms as a part of a page of Streamlit.
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  return showCutoffs(parentElement, data, {
    send: (moves) => setStateValue("moves", moves),
    open: (photo) => setTriggerValue("open", photo),
    hide: (metric) => setTriggerValue("hide", metric),
  });
}
