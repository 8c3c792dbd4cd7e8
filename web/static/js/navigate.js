// Links and forms fetch their page and morph it into this one, so that the focus, the scrolling and what was typed stay.
// The body's hx-boost says how; here is what a browser would do by itself: history, scrolling, focus, and failing well.
import "../vendor/htmx.js";
import {forget} from "./keep.js";
import {tell} from "./tell.js";

const lost = () => document.getElementById("link-lost");
const words = lost()?.textContent;
const assets = new URL(".", import.meta.url).pathname;

let latest = null; // the navigation that was asked for last; the answers to earlier ones are ignored
let waiting = null; // the address that is tried again when Baton is back
let probe = 0;

const isRead = (ctx) => ctx.request.method === "GET";
const addressOf = (ctx) => ctx.response?.raw.url || new URL(ctx.request.action, location.href).href;

// land says where on the page an answer lands. A browser does not tell a script the part of an address after #, so that
// Baton tells it as ?at=, which is not shown.
function land(ctx) {
  const address = new URL(addressOf(ctx));
  const at = address.searchParams.get("at");
  if (at) {
    address.searchParams.delete("at");
    ctx.request.anchor = at;
  }
  const here = address.href === location.href.replace(/#.*/, "");
  const shown = address.pathname + address.search + (at ? "#" + at : "");
  if (here) [ctx.push, ctx.replace] = ["false", shown];
  else if (at) ctx.push = shown;
}

// sameView says whether an address is another state of the page that is open, as another row of the queue is.
const sameView = (address) => new URL(address, location.href).pathname === location.pathname;

document.addEventListener("htmx:before:request", ({detail: {ctx}}) => {
  latest?.request.abort?.(); // also where something is done: a page asked for before it would hide what it answers
  latest = isRead(ctx) ? ctx : null;
  const restored = "HX-History-Restore-Request" in ctx.request.headers;
  if (restored) Object.assign(ctx, {target: document.getElementById("main"), select: "#main", selectOOB: "#rail:outerMorph", swap: "outerMorph show:none"});
  const {form, submitter} = ctx.request;
  ctx.held = {chosen: chosen(), dueFocus: dueFocus(ctx), edited: submitter?.name.endsWith("-edit") && new Set(ids(form))};
  ctx.stays = isRead(ctx) && sameView(ctx.request.action) || restored;
});

document.addEventListener("htmx:before:response", (event) => {
  const {ctx} = event.detail;
  if (ctx.response.status >= 500) {
    event.preventDefault();
    beLost(isRead(ctx) ? addressOf(ctx) : null);
  }
});

document.addEventListener("htmx:after:request", (event) => {
  const {ctx} = event.detail;
  if (isRead(ctx) && latest !== ctx) return event.preventDefault();
  beBack();
  const refused = !isRead(ctx) && (ctx.response.status >= 400 || leadsToSignIn(ctx));
  ctx.taken = !isRead(ctx) && !refused;
  if (ctx.taken && !ctx.held?.edited) forget(ctx.request.form);
  if (!fits(ctx.text, refused)) {
    event.preventDefault();
    if (refused) sayRefused(ctx);
    else location.assign(addressOf(ctx));
    return;
  }
  if (refused) ctx.push = "false";
  else land(ctx);
});

const leadsToSignIn = (ctx) => ctx.response?.status === 401 || new URL(addressOf(ctx)).pathname.startsWith("/sign-in");

// fits says whether an answer can be shown in place. A page of another version is opened as a whole, so that it gets its
// own scripts and style sheet; not so when it refuses a form, which would lose what was typed.
function fits(text, refused) {
  return text.includes('id="rail"') && (refused || text.includes(assets));
}

document.addEventListener("htmx:after:swap", ({detail: {ctx}}) => {
  const {chosen: before, dueFocus, edited} = ctx.held ?? {};
  if (ctx.taken) ctx.request.form?.reset(); // what was typed has been kept
  if (before !== chosen()) document.getElementById("detail-body")?.scrollTo(0, 0);
  if (!ctx.stays && !ctx.request.anchor && ctx.held && !edited) window.scrollTo(0, 0);
  if (dueFocus || document.activeElement === document.body) settleFocus(ctx);
  document.dispatchEvent(new CustomEvent("baton:page"));
});

document.addEventListener("htmx:error", ({detail: {ctx, error}}) => {
  if (ctx && error?.name !== "AbortError") beLost(isRead(ctx) ? addressOf(ctx) : null);
});

const chosen = () => document.getElementById("detail-body")?.dataset.liveSrc;

// dueFocus says whether the focus should move once the answer is there: after an action, and after Next and Previous.
function dueFocus(ctx) {
  return !isRead(ctx) || Boolean(ctx.sourceElement.closest?.(".neighbours, [data-key=Escape]")) || !sameView(ctx.request.action);
}

const ids = (form) => [...form?.elements ?? []].map((control) => control.id).filter(Boolean);

// added is what a button that changes the form itself has added to it, or that button where it only took something away.
function added({form, submitter}, before) {
  const fresh = ids(form).find((id) => !before.has(id) && document.getElementById(id).checkVisibility());
  return document.getElementById(fresh) ?? (submitter.isConnected ? submitter : null);
}

// settleFocus puts the focus where the next thing is: the field that is wrong, what was just kept, the field that asks for
// it, the row that is open, the heading.
function settleFocus(ctx) {
  const main = document.getElementById("main");
  const visible = (selector) => [...main.querySelectorAll(selector)].find((element) => element.checkVisibility());
  const next = (ctx.response?.status === 422 && visible("[aria-invalid=true]"))
    || ctx.held?.edited && added(ctx.request, ctx.held.edited)
    || ctx.taken && document.getElementById(ctx.request.anchor)
    || visible("[autofocus]") || visible(".conflict [role]") || visible("[data-row][aria-current]") || visible("h1");
  if (!next) return;
  if (!next.matches("a, button, input, select, textarea")) next.tabIndex = -1;
  next.focus({preventScroll: !next.matches("[data-row], [aria-invalid]")});
}

function say(text, link) {
  const line = lost();
  if (!line) return;
  line.textContent = text + " ";
  if (link) {
    const a = document.createElement("a");
    Object.assign(a, {href: link.href, textContent: link.label, target: "_blank"});
    a.setAttribute("hx-boost", "false");
    line.append(a);
  }
  if (line.hidden) tell(line.textContent);
  line.hidden = false;
}

// sayRefused tells of an answer to a form that is no page to be shown in its place, and leaves the form as it is.
function sayRefused(ctx) {
  if (leadsToSignIn(ctx)) {
    return say("You are signed out. What you wrote is still here:", {href: "/sign-in", label: "sign in in another tab, then send it again."});
  }
  const heading = new DOMParser().parseFromString(ctx.text, "text/html").querySelector("h1")?.textContent.trim();
  say(`${heading || "That was refused"}. What you wrote is still here.`);
}

// beLost says that Baton can't be reached and looks every three seconds whether it can. What was asked for is then
// fetched; what was sent is not sent again, since it may have arrived.
function beLost(address) {
  waiting = address ?? waiting;
  say(words);
  if (probe) return;
  probe = setInterval(async () => {
    const answer = await fetch("/readyz", {cache: "no-store"}).catch(() => null);
    if (!answer?.ok) return;
    const next = waiting;
    beBack();
    if (next) location.assign(next);
    else say("Baton is back. What you wrote is still here: send it again.");
  }, 3000);
}

function beBack() {
  clearInterval(probe);
  [probe, waiting] = [0, null];
  const line = lost();
  if (line) line.hidden = true;
}
