// What the visitor unfolded stays so when what others do changes the page around it. Menus fold up when the visitor turns
// to something else. A link that is shown once is selected when it gets the focus.
import htmx from "../vendor/htmx.js";

const folds = (element, {attrName, newValue}) => attrName === "open" && newValue === null && element.matches("details");

htmx.registerExtension("baton-unfold", {
  htmx_before_morph_attr: (element, change) => !(folds(element, change) && element.closest("[data-live]")),
});

const openMenus = () => document.querySelectorAll("[data-menu][open]");

document.addEventListener("click", ({target}) => {
  for (const menu of openMenus()) {
    if (!menu.contains(target) || target.closest?.("a")) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  }
}, true);

document.addEventListener("focusin", ({target}) => {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false; // it would cover what has the focus
  }
  if (target.matches?.("[data-select]")) target.select();
});
