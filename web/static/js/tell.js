// What a screen reader says of changes that it would not notice: lines that are added to a region which stands on every page.
const lines = 5; // that stay

export function tell(words) {
  const region = document.getElementById("said");
  if (!region || !words) return;
  const line = document.createElement("p");
  line.textContent = words;
  region.append(line);
  while (region.children.length > lines) region.firstChild.remove();
}
