// A button copies what the field beside it holds, such as a link that is to be sent to somebody. Without this the field is
// selected and copied by hand.
import {tell} from "./tell.js";

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch { // not over TLS, or not allowed
    field.select();
    document.execCommand("copy");
    button.focus();
  }
  button.querySelector("[data-copy-word]").textContent = "Copied";
  tell("Copied.");
}

document.addEventListener("click", ({target}) => {
  const button = target.closest?.("[data-copy]");
  if (button) copy(button);
});

function show() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}
document.addEventListener("htmx:after:swap", show);
show();
