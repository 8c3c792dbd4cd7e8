// What others do shows up by itself. The stream says only which topics changed; each part of the page that carries one
// of them as data-live is then fetched by its ordinary address and morphed into place. Where somebody types, nothing
// is touched.
import htmx from "../vendor/htmx.js";
import {dirty} from "./forms.js";
import {restore} from "./keep.js";
import {tell} from "./tell.js";

const restMs = 40; // nudges closer together than this are one
const everyMs = 30_000;

let morph = null;
htmx.registerExtension("baton-live", {init: (api) => (morph = api.morph)});

const parts = () => [...document.querySelectorAll("[data-live]")];
const sourceOf = (part) => part.dataset.liveSrc || location.pathname + location.search;

// A refresh of one address: at most one fetch at a time, and one more when something changed meanwhile.
const refreshes = new Map();

function refresh(source) {
  const state = refreshes.get(source) ?? {};
  refreshes.set(source, state);
  if (state.busy) return void (state.again = true);
  state.timer ??= setTimeout(() => run(source, state), restMs);
}

async function run(source, state) {
  state.timer = null;
  [state.busy, state.again] = [true, false];
  try {
    await fetchInto(source);
  } catch {
    // the next nudge, or the next half minute, tries again
  } finally {
    state.busy = false;
  }
  if (state.again) refresh(source);
  else if (!state.timer) refreshes.delete(source);
}

async function fetchInto(source) {
  const answer = await fetch(source, {headers: {Accept: "text/html"}, cache: "no-store"});
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts().filter((part) => sourceOf(part) === source)) {
    const found = part.id && fresh.getElementById(part.id);
    const content = found || (fresh.querySelector("main") ? null : fresh.body);
    if (content && !inUse(part)) update(part, content);
  }
}

// inUse says whether somebody is writing in a part of the page, or reads there what was refused of what they had written, or what
// they had written when somebody else was first.
function inUse(part) {
  const field = document.activeElement?.matches("input, textarea, select") && part.contains(document.activeElement);
  return field || dirty(part) || Boolean(part.querySelector(".conflict, [aria-invalid=true]"));
}

const keyOf = (element) => element?.closest("[id]")?.id;

// update morphs new content into a part. The row with the focus stays where it is on the screen.
function update(part, content) {
  const fragment = document.createDocumentFragment();
  fragment.append(...[...content.childNodes].map((node) => document.importNode(node, true)));
  const known = new Set([...part.querySelectorAll("[data-list] > [id]")].map((row) => row.id));
  const counted = counts(part);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const before = {key: keyOf(focused), top: focused?.getBoundingClientRect().top, place: placeOf(focused)};
  morph(part, fragment, true);
  htmx.process(part);
  restore();
  const fresh = [...part.querySelectorAll("[data-list] > [id]")].filter((row) => !known.has(row.id));
  if (known.size) fresh.forEach(fadeIn);
  tell(arrived(fresh) || risen(counted, part));
  if (focused) holdFocus(part, focused, before);
}

function fadeIn(row) {
  row.classList.add("fresh");
  row.addEventListener("animationend", () => row.classList.remove("fresh"), {once: true});
}

// arrived says who is new in a list.
function arrived(rows) {
  const names = rows.map((row) => row.querySelector(".row-name, .list-name")?.textContent.trim()).filter(Boolean);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return names.length ? `New: ${names.slice(0, 3).join(", ")}${more}.` : "";
}

// counts are the numbers beside the entries of the menu, by entry. That of the page that is open says its own numbers.
function counts(part) {
  const entries = part.id === "rail-wide" ? [...part.querySelectorAll("a:not([aria-current])")] : [];
  return new Map(entries.map((a) => [a.firstChild.textContent.trim(), a.querySelector(".num")?.textContent ?? "0"]));
}

// risen says which counts are higher than before.
function risen(before, part) {
  const higher = [...counts(part)].filter(([entry, count]) => parseInt(count, 10) > parseInt(before.get(entry), 10));
  return higher.map(([entry, count]) => `${entry}: ${count}.`).join(" ");
}

const placeOf = (element) => {
  const row = element?.closest("[data-list] > *");
  return row ? [...row.parentElement.children].indexOf(row) : -1;
};

function holdFocus(part, focused, {key, top, place}) {
  let next = focused.isConnected && keyOf(focused) === key ? focused : null;
  next ??= document.getElementById(key)?.querySelector("a, button");
  const rows = part.querySelectorAll("[data-row]");
  next ??= place >= 0 ? rows[Math.min(place, rows.length - 1)] : null;
  next ??= document.querySelector("main h1");
  if (!next) return;
  if (document.activeElement !== next) next.focus({preventScroll: true});
  holdStill(part, next, top);
}

// holdStill brings an element back to where it was on the screen: by scrolling, and where the list is too short for that,
// by room above or below it, until the focus leaves.
function holdStill(part, element, top) {
  const off = () => element.getBoundingClientRect().top - top;
  const above = parseFloat(part.style.paddingTop) || 0;
  part.style.paddingTop = `${Math.max(above - Math.max(off(), 0), 0)}px`;
  const scroller = scrollParent(part);
  scroller.scrollTop += off();
  if (off() >= 1) {
    const short = scroller.getBoundingClientRect().bottom - part.getBoundingClientRect().bottom;
    part.style.paddingBottom = `${(parseFloat(part.style.paddingBottom) || 0) + off() + Math.max(short, 0)}px`;
    scroller.scrollTop += off();
  } else if (off() <= -1) {
    part.style.paddingTop = `${(parseFloat(part.style.paddingTop) || 0) - off()}px`;
  }
}

document.addEventListener("focusout", ({target, relatedTarget}) => {
  const part = target.closest?.("[data-live]");
  if (part?.hasAttribute("style") && !part.contains(relatedTarget)) part.removeAttribute("style");
});

function scrollParent(element) {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return document.scrollingElement;
}

function refreshTopics(topics) {
  if (topics.has("everything")) return refreshAll();
  for (const part of parts()) {
    if (part.dataset.live.split(" ").some((topic) => topics.has(topic))) refresh(sourceOf(part));
  }
}

const refreshAll = () => parts().forEach((part) => refresh(sourceOf(part)));

let stream = null;
let patience = 3000; // before a stream that was refused is asked for again
let missed = true; // the stream was away, or not there yet, so anything may have changed

function open() {
  if (stream || document.hidden || !parts().length) return;
  stream = new EventSource("/live");
  stream.addEventListener("nudge", ({data}) => refreshTopics(new Set(data.split(" "))));
  stream.addEventListener("open", () => {
    if (missed) refreshAll();
    [missed, patience] = [false, 3000];
  });
  stream.addEventListener("error", () => {
    missed = true;
    if (stream?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    stream = null;
    setTimeout(open, patience * (1 + Math.random()));
    patience = Math.min(patience * 2, 60_000);
  });
}

function close() {
  stream?.close();
  stream = null;
  missed = true;
}

document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
addEventListener("pagehide", close);
addEventListener("pageshow", open);
document.addEventListener("baton:page", open);
setInterval(() => document.hidden || refreshAll(), everyMs);
open();
