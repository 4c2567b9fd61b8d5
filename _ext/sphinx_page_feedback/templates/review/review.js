"use strict";
// Every key presses what stands on the page, so that nothing works by keyboard alone.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea");
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  for (const part of document.querySelectorAll("[data-key]")) {
    if (part.dataset.key !== event.key) continue;
    event.preventDefault();
    if (part.matches("input")) part.focus();
    else part.click();
    return;
  }
});
document.addEventListener("selectionchange", () => {
  const field = document.querySelector("[data-selection]");
  const text = String(document.getSelection());
  const from = document.getSelection().anchorNode;
  const element = from && (from.nodeType === 1 ? from : from.parentElement);
  if (field && text.trim() && element && element.closest("dd[data-field]")) field.value = text;
});
for (const part of document.querySelectorAll("[data-key]")) {
  part.setAttribute("aria-keyshortcuts", part.dataset.key);
  const hint = document.createElement("kbd");
  hint.textContent = part.dataset.key;
  if (!part.matches("input")) part.append(hint);
}
