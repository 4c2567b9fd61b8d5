/** Tells a form what the address says, as ?page=report/status&section=costs&from=pdf does.
 *
 *  Anybody can write such an address, so only what feedback.json knows is taken. */

import { subjectOf } from "./subject.js";

const ROOT = new URL("..", document.currentScript.src);

/* What is told is added when the form is read, by the browser or by a script. The form itself stays
   as the build wrote it: a browser that puts answers back forgets a form that has changed, or puts
   back what a script wrote into it. */
function addWhenRead(form, names, values) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [key, value] of Object.entries(values)) {
      const name = names[key] ?? key;
      if (name && value) formData.set(name, value); // a service may want some of it left out
    }
  });
}

async function tellForm(box, query) {
  const { names = {} } = JSON.parse(box.dataset.feedbackService);
  const form = box.querySelector("form");
  if (query.get("from") === "pdf") addWhenRead(form, names, { came_from: "pdf" }); // see model/submission.py
  if (!query.has("page") && !query.has("section")) return;
  const { pages } = await (await fetch(new URL("feedback.json", ROOT))).json();
  const { feedbackPage } = box.dataset;
  const subject = subjectOf(query, pages, feedbackPage);
  if (!subject) return;
  const { name, title, section } = subject;
  addWhenRead(form, names, { section: section?.id });
  if (name !== feedbackPage) {
    const address = new URL(subject.url, ROOT).href;
    box.dataset.feedbackUrl = address;
    addWhenRead(form, names, { page: name, page_title: title, page_url: address });
    const mail = form.querySelector("a.feedback-mail");
    const [subjectLine, body] = [title, address].map(encodeURIComponent);
    if (mail) mail.href = mail.href.replace(/\?.*/, `?subject=${subjectLine}&body=${body}`);
  }
  const { content } = box.querySelector("template");
  const line = content.querySelector(`[data-about=${section ? "section" : "page"}]`).cloneNode(true);
  const titles = { page: title, section: section?.title };
  line.textContent = line.textContent.replace(/\{(\w+)\}/g, (_, key) => titles[key]);
  form.insertBefore(line, form.firstChild);
}

document.currentScript.dataset.ready = "true";
const boxes = document.querySelectorAll("[data-feedback-service]");
// In a document of one page, nobody could say which form is meant.
if (boxes.length === 1) tellForm(boxes[0], new URLSearchParams(location.search)).catch(() => {});
