// A key presses the button or link that carries it as data-key, so a key can do nothing that a click cannot. Single keys
// are off inside fields, and can be switched off.
import {dirty} from "./forms.js";

const places = {q: "/queue", s: "/submissions", d: "/dashboard"};
let going = 0; // when g was pressed

const isField = (element) => element?.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=submit], [type=button])");
const inDialog = () => document.querySelector("dialog[open]");
const seen = (element) => element.checkVisibility();
const allowed = () => document.documentElement.dataset.keys !== "off";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || inDialog()) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") return keep(event);
  if (!allowed()) return;
  if (isField(event.target) && !(event.target.type === "radio" && /^[1-9]$/.test(event.key))) return;
  if (single(event.key)) event.preventDefault();
});

// single does what a single key says, and answers whether it did.
function single(key) {
  if (going && Date.now() - going < 1500) {
    going = 0;
    return press(places[key] && [`#rail a[href="${places[key]}"]`]);
  }
  going = 0;
  if (key === "g") return Boolean(going = Date.now());
  if (key === "?") return openKeys();
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  if (key === "/") return focusOn(find('[data-key="/"]'));
  if (key === "x" && choosable()) return true;
  if (key === "j" || key === "k") return press([`[data-key="${key}"]`]) || step(key === "j" ? 1 : -1);
  return /^[a-z]$/.test(key) && press([`[data-key="${key}"]`]);
}

const find = (selector) => [...document.querySelectorAll(selector)].find(seen);

function press(selectors) {
  const element = selectors && find(selectors.join());
  element?.click();
  return Boolean(element);
}

// choosable chooses the row at hand, or does not any more, where rows can be chosen.
function choosable() {
  const row = document.activeElement.closest?.(".choosable") ?? document.querySelector(".choosable:has([aria-current])") ?? document.querySelector(".choosable");
  row?.querySelector("input").click();
  return Boolean(row);
}

function focusOn(element) {
  element?.focus();
  return Boolean(element);
}

// step moves the focus along the rows of a list.
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter(seen);
  const at = rows.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
  return focusOn(rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]);
}

function choose(number) {
  const choices = [...document.querySelectorAll("[data-choices]")].find(seen);
  const radio = choices?.querySelectorAll("input[type=radio]")[number - 1];
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", {bubbles: true}));
  return focusOn(radio.form.querySelector("textarea") ?? radio); // what comes next is words
}

function send(event) {
  const form = event.target.closest?.("form");
  const button = form?.querySelector('[data-key="Ctrl+Enter"]') ?? form?.querySelector("[type=submit]");
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
}

// keep leaves a form as it is. With something typed in it, the first Escape only leaves the field.
function keep(event) {
  const form = event.target.closest?.("form");
  if (isField(event.target) && event.target.type !== "radio" && form && dirty(form)) {
    event.preventDefault();
    return event.target.blur();
  }
  if (press(['[data-key="Escape"]'])) event.preventDefault();
}

function openKeys() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  return Boolean(dialog);
}

// Switching single keys off is remembered by this browser.
function remember(on) {
  document.documentElement.dataset.keys = on ? "on" : "off";
  try {
    localStorage.setItem("baton-keys", on ? "on" : "off");
  } catch {
    // a browser that keeps nothing forgets it with the page
  }
}

function recall() {
  let on = true;
  try {
    on = localStorage.getItem("baton-keys") !== "off";
  } catch {
    // keys stay on
  }
  document.documentElement.dataset.keys = on ? "on" : "off";
  const toggle = document.getElementById("keys-on");
  if (toggle) toggle.checked = on;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "keys-on") remember(event.target.checked);
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-open-keys]")) openKeys();
  if (event.target.closest?.("#keys a")) document.getElementById("keys").close(); // the page that it leads to comes in behind it
});
document.addEventListener("baton:page", recall);
recall();
