/* Tells a form what the address says, ?page=report/status&section=costs&from=pdf: as anybody can
   write one, only what feedback.json knows. */
(async () => {
  "use strict";
  const root = new URL("..", document.currentScript.src);
  const asked = new URLSearchParams(location.search);
  const boxes = document.querySelectorAll("[data-feedback-service]");
  const [box] = boxes;
  if (boxes.length !== 1) return; // all pages in one
  const { names = {} } = JSON.parse(box.dataset.feedbackService);
  const form = box.querySelector("form");

  const put = (element) => form.insertBefore(element, form.firstChild);

  /* A hidden field; a service may want another name, or none: then it is not sent. */
  function hidden(key) {
    const name = names[key] ?? key;
    const found = form.querySelector(`[type=hidden][name="${CSS.escape(name)}"]`);
    return found ?? put(Object.assign(document.createElement("input"), { type: "hidden", name }));
  }

  if (asked.get("from") === "pdf") hidden("came_from").value = "pdf"; // see model/submission.py
  if (!asked.has("page") && !asked.has("section")) return;
  const { pages } = await (await fetch(new URL("feedback.json", root))).json();
  const own = hidden("page").value;
  const page = asked.get("page") ?? own;
  if (!Object.hasOwn(pages, page)) return;
  const { title, url, sections } = pages[page];
  const section = sections.find(({ id }) => id === asked.get("section"));
  if (section) hidden("section").value = section.id;
  else if (page === own) return;
  if (page !== own) {
    const address = new URL(url, root).href;
    hidden("page").value = page;
    hidden("page_title").value = title;
    hidden("page_url").value = box.dataset.feedbackUrl = address;
    const mail = form.querySelector("a.feedback-mail");
    const [subject, body] = [title, address].map(encodeURIComponent);
    if (mail) mail.href = mail.href.replace(/\?.*/, `?subject=${subject}&body=${body}`);
  }
  const { content } = box.querySelector("template");
  const line = content.querySelector(`[data-about=${section ? "section" : "page"}]`).cloneNode(true);
  const said = { page: title, section: section?.title };
  line.textContent = line.textContent.replace(/\{(\w+)\}/g, (_, key) => said[key]);
  put(line);
})().catch(() => {}); // then the form is about its own page
