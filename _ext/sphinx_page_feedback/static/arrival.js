/** Tells a form what the address says, as ?page=report/status&section=costs&from=pdf does.
 *
 *  Anybody can write such an address, so only what feedback.json knows is taken. */

import { subjectOf } from "./subject.js";

const ROOT = new URL("..", document.currentScript.src);

async function tellForm(box, query) {
  const { names = {} } = JSON.parse(box.dataset.feedbackService);
  const form = box.querySelector("form");
  const prepend = (element) => form.insertBefore(element, form.firstChild);

  /* The hidden field of one of our names; a service that wants none gets one that has no name. */
  function hiddenField(key) {
    const name = names[key] ?? key;
    const present = form.querySelector(`[type=hidden][name="${CSS.escape(name)}"]`);
    return present ?? prepend(Object.assign(document.createElement("input"), { type: "hidden", name }));
  }

  if (query.get("from") === "pdf") hiddenField("came_from").value = "pdf"; // see model/submission.py
  if (!query.has("page") && !query.has("section")) return;
  const { pages } = await (await fetch(new URL("feedback.json", ROOT))).json();
  const ownPage = hiddenField("page").value;
  const subject = subjectOf(query, pages, ownPage);
  if (!subject) return;
  const { name, title, section } = subject;
  if (section) hiddenField("section").value = section.id;
  if (name !== ownPage) {
    const address = new URL(subject.url, ROOT).href;
    hiddenField("page").value = name;
    hiddenField("page_title").value = title;
    hiddenField("page_url").value = box.dataset.feedbackUrl = address;
    const mail = form.querySelector("a.feedback-mail");
    const [subjectLine, body] = [title, address].map(encodeURIComponent);
    if (mail) mail.href = mail.href.replace(/\?.*/, `?subject=${subjectLine}&body=${body}`);
  }
  const { content } = box.querySelector("template");
  const line = content.querySelector(`[data-about=${section ? "section" : "page"}]`).cloneNode(true);
  const titles = { page: title, section: section?.title };
  line.textContent = line.textContent.replace(/\{(\w+)\}/g, (_, key) => titles[key]);
  prepend(line);
}

const boxes = document.querySelectorAll("[data-feedback-service]");
// In a document of one page, nobody could say which form is meant.
if (boxes.length === 1) tellForm(boxes[0], new URLSearchParams(location.search)).catch(() => {});
