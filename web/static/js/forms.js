// A form is sent once: until its answer is there, its buttons do nothing. They work again when the answer came, and when
// the page comes back from the browser's history.
const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
}, true);

function release(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}

document.addEventListener("htmx:finally:request", ({detail: {ctx}}) => {
  for (const form of [...sent]) {
    if (form === ctx.request.form || form === ctx.sourceElement || !form.isConnected) release(form);
  }
});

addEventListener("pageshow", () => sent.forEach(release));

// dirty says whether something in an element was typed or chosen and not sent yet.
export function dirty(element) {
  return [...element.querySelectorAll("input, textarea, select")].some((control) => {
    if (control.type === "hidden") return false;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
    const options = [...control.options];
    const first = Math.max(options.findIndex((option) => option.defaultSelected), 0);
    return control.selectedIndex !== first;
  });
}
