// What somebody types into a form of some length is kept until it is sent, so that leaving the page, a reload and another row
// of the list lose nothing. It is kept in this tab, for the person who is signed in, by form and subject, until they sign out.
// Passwords and files are never kept, nor the rows of a condition, which come and go while it is written.
const prefix = "baton-typed:";
const signedOut = "baton-signed-out"; // when somebody last signed out of this browser

const texts = "textarea, input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=number], input[type=date], input[type=datetime-local]";
const kept = `${texts}, select, input[type=radio], input[type=checkbox]`;

const owner = new WeakMap(); // of each control that was typed in: the form that it belonged to then

// placeOf names a form with what it is about: where it is sent, and its first field, whose id says more where one address has several.
function placeOf(form) {
  if (form?.getAttribute("method") !== "post") return "";
  return `${form.getAttribute("action")}#${form.querySelector(texts)?.id ?? ""}`;
}

// keyOf is the key by which a form is kept, empty for one that is not: with one or two short answers, or with a password.
function keyOf(form) {
  const long = form?.querySelector("textarea") || form?.querySelectorAll(`${texts}, select`).length > 2;
  const person = document.getElementById("rail")?.dataset.person;
  return long && person && placeOf(form) && !form.querySelector("[type=password]") ? `${prefix}${person}:${placeOf(form)}` : "";
}

const isKept = (control) => control.name && control.matches(kept) && !control.closest("[data-condition-row]");
const controls = (form) => [...form.elements].filter(isKept);
const forms = () => document.querySelectorAll("main form[method=post]");
const radiosOf = (radio) => [...radio.form.elements].filter((each) => each.type === "radio" && each.name === radio.name);
const nameOf = (control) => (control.type === "radio" ? control.name : control.id || control.name);

// valueOf is what stands in a control now, startOf what the page came with. Of radios both are about the whole question.
function valueOf(control) {
  if (control.type === "radio") return radiosOf(control).find((each) => each.checked)?.value ?? "";
  return control.type === "checkbox" ? control.checked : control.value;
}

function startOf(control) {
  if (control.type === "radio") return radiosOf(control).find((each) => each.defaultChecked)?.value ?? "";
  if (control.type === "checkbox") return control.defaultChecked;
  if (control.tagName !== "SELECT") return control.defaultValue;
  const options = [...control.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

function put(control, value) {
  if (control.type === "radio") radiosOf(control).forEach((each) => (each.checked = each.value === value));
  else if (control.type === "checkbox") control.checked = value;
  else control.value = value;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key))?.fields ?? {};
  } catch {
    return {}; // a browser that keeps nothing forgets it with the page
  }
}

function write(key, fields) {
  try {
    if (Object.keys(fields).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({at: Date.now(), fields}));
  } catch {
    // what does not fit is not kept
  }
}

// keep notes what was typed in a control, and what stood there before. A text tells of each key by input; its change, when it loses
// the focus, comes after it was sent, or after the page around it has become another.
function keep({type, target}) {
  const form = target.form, place = placeOf(form);
  if (!place || type === "change" && target.matches(texts)) return;
  owner.set(target, place);
  const key = keyOf(form);
  if (!key || !isKept(target)) return;
  const fields = read(key), name = nameOf(target), value = valueOf(target);
  const from = fields[name]?.from ?? startOf(target);
  if (value === from) delete fields[name];
  else fields[name] = {value, from};
  write(key, fields);
}

// restore puts what was kept back where the page shows a form anew. A field whose value somebody has changed meanwhile keeps that one.
export function restore() {
  for (const form of forms()) {
    disown(form);
    const key = keyOf(form);
    if (key && !form.querySelector("[aria-invalid=true]")) restoreInto(form, key);
  }
}

// disown empties controls of what was typed for another form. A page that is morphed into another keeps the controls with the same ids.
function disown(form) {
  for (const control of form.elements) {
    if (!owner.has(control) || owner.get(control) === placeOf(form)) continue;
    owner.delete(control);
    if (isKept(control)) put(control, startOf(control));
  }
}

function restoreInto(form, key) {
  const fields = read(key);
  const back = controls(form).filter((control) => {
    const field = fields[nameOf(control)];
    if (!field || valueOf(control) === field.value) return false;
    if (valueOf(control) === field.from && startOf(control) === field.from) return true;
    delete fields[nameOf(control)];
    return false;
  });
  if (!back.length) return;
  for (const control of back) {
    put(control, fields[nameOf(control)].value);
    owner.set(control, placeOf(form));
    control.closest("details")?.setAttribute("open", "");
  }
  sayKept(form);
  tell(back);
}

function sayKept(form) {
  form.querySelector(".kept")?.remove();
  form.prepend(document.getElementById("kept").content.cloneNode(true));
}

// tell lets what listens to a form know that its fields have changed.
function tell(changed) {
  for (const control of changed) control.dispatchEvent(new Event(control.matches(texts) ? "input" : "change", {bubbles: true}));
}

// forget drops what was typed into a form: it was sent, or its author wants it gone.
export function forget(form) {
  const key = keyOf(form);
  if (key) write(key, {});
}

function clear(form) {
  forget(form);
  const typed = controls(form).filter((control) => valueOf(control) !== startOf(control));
  for (const control of typed) put(control, startOf(control));
  form.querySelector(".kept")?.remove();
  tell(typed);
  form.querySelector(texts)?.focus();
}

// forgetAll drops what was typed before a moment into any form.
function forgetAll(before = Infinity) {
  for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith(prefix))) {
    if ((JSON.parse(sessionStorage.getItem(key))?.at ?? 0) < before) sessionStorage.removeItem(key);
  }
}

document.addEventListener("input", keep);
document.addEventListener("change", keep);
document.addEventListener("baton:page", restore);

document.addEventListener("click", ({target}) => {
  if (target.closest?.("[data-forget]")) clear(target.closest("form"));
});

// Who signs out in one tab signs out in all of them: the others hear of it, or read of it when they open their next page.
document.addEventListener("submit", ({target}) => {
  if (target.getAttribute("action") !== "/sign-out") return;
  try {
    forgetAll();
    localStorage.setItem(signedOut, Date.now());
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
});
addEventListener("storage", ({key}) => key === signedOut && forgetAll());

try {
  forgetAll(Number(localStorage.getItem(signedOut)));
} catch {
  // as above
}
document.addEventListener("DOMContentLoaded", restore); // once everything listens
