// A field for a time zone offers that of the browser: first in its list, and with a button while the field says another. A
// field that is to begin with it and is empty is filled. Without this the zone is typed, or chosen from the list.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

function offer(field) {
  const known = [...field.list.options].find((option) => option.value === own);
  if (!known) return;
  known.label = "This browser";
  field.list.prepend(known);
  const take = field.parentElement.querySelector("[data-zone-take]");
  const show = () => (take.hidden = field.value === own);
  take.textContent = `Use ${own}, as in this browser`;
  take.addEventListener("click", () => {
    field.value = own;
    show();
    field.focus();
  });
  field.addEventListener("input", show);
  if (field.dataset.zone === "begin" && field.value === "") field.value = own;
  show();
}

function all() {
  for (const field of document.querySelectorAll("[data-zone]:not([data-zone-ready])")) {
    field.dataset.zoneReady = "";
    offer(field);
  }
}
document.addEventListener("htmx:after:swap", all);
all();
