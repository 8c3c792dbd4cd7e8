// While a lead is typed, what Baton thinks of it is fetched and put beside the form. The form names the address as
// data-preview-src; each part of the answer takes the place of the part of the page with its id.
import {dirty} from "./forms.js";

const restMs = 400; // typing that pauses for less is one
const pending = new WeakMap();

function typed({target}) {
  const form = target.form;
  if (!form?.dataset?.previewSrc) return;
  const state = pending.get(form) ?? {};
  pending.set(form, state);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => look(form, state), restMs);
}

async function look(form, state) {
  state.asked?.abort();
  state.asked = new AbortController();
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  try {
    const answer = await fetch(form.dataset.previewSrc, {method: "POST", body, headers: {Accept: "text/html"}, signal: state.asked.signal});
    if (answer.ok && !answer.redirected && form.isConnected) show(await answer.text());
  } catch {
    // the advice stays as it was; sending the form checks everything again
  }
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of [...fresh.body.children]) {
    const old = part.id && document.getElementById(part.id);
    if (old && !inUse(old)) take(old, document.importNode(part, true));
  }
}

// inUse says whether somebody is at a part of the page: its answers and its focus are theirs.
const inUse = (part) => part.contains(document.activeElement) || dirty(part);

// take puts a part in the place of the old one, with what was unfolded still unfolded.
function take(old, part) {
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  part.querySelectorAll("details").forEach((details, i) => (details.open = open[i] ?? details.open));
  if (!old.isEqualNode(part)) old.replaceWith(part);
}

document.addEventListener("input", typed);
document.addEventListener("change", typed);
