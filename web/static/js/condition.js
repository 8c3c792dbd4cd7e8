// In a condition, each field has its own comparisons, and some compare with nothing. The list of comparisons shows those of
// the field that is chosen, and what is not asked for is not shown. Without this all stand there, and the answer says what
// does not fit.
function fit(row, chosen) {
  const field = row.querySelector("[data-condition-field]").selectedOptions[0];
  const op = row.querySelector("[data-condition-op]");
  const value = row.querySelector("[data-condition-value]");
  const ops = field?.dataset.ops?.split(" ") ?? [];
  for (const option of op.options) option.hidden = option.disabled = ops.length > 0 && !ops.includes(option.value);
  if (chosen && op.selectedOptions[0]?.disabled) op.value = ops[0];
  const input = value.querySelector("input");
  if (field?.dataset.list) input.setAttribute("list", field.dataset.list);
  else input.removeAttribute("list");
  input.placeholder = field?.dataset.example ?? "";
  value.classList.toggle("bare", op.selectedOptions[0]?.hasAttribute("data-bare") ?? false);
}

document.addEventListener("change", ({target}) => {
  const row = target.closest?.("[data-condition-row]");
  if (row && target.matches("select")) fit(row, true);
});

const all = () => document.querySelectorAll("[data-condition-row]").forEach((row) => fit(row, false));
document.addEventListener("htmx:after:swap", all);
all();
