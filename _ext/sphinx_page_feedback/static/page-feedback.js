/* Sends a form without leaving the page; all that it shows is in a <template>.
   A field called "hidden" hides that property of its form, so none in small letters is used. */
(() => {
  "use strict";
  const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/; // the same as in model/fields.py
  const title = document.title;
  const more = window.pageFeedback; // page-feedback-services.js, if needed

  /* Plain http has no randomUUID; a blob's address ends in one. */
  const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

  const inputs = (field) => [...field.querySelectorAll("input, select, textarea")];
  const answersOf = (field) =>
    inputs(field).filter((input) => input.value && (!/radio|checkbox/.test(input.type) || input.checked));

  /* What is wrong with an answer. */
  function faultOf(field) {
    const told = field.dataset;
    const [answer] = answersOf(field);
    const words = answer?.value.trim();
    if (!words) return told.feedbackMissing;
    if ([...words].length < told.feedbackMin) return told.feedbackShort;
    if ([...answer.value].length > told.feedbackMax) return told.feedbackLong;
    return told.feedbackFormat && !EMAIL.test(words) ? told.feedbackFormat : undefined;
  }

  /* Questions and answers, as text. */
  function transcript(fields) {
    const said = (input) =>
      input.selectedOptions?.[0].text ?? (input.checked ? input.labels[0].innerText : input.value);
    return fields
      .filter((field) => answersOf(field).length && !field.querySelector("[data-feedback-field]"))
      .map((field) => {
        const question = field.querySelector("legend, label").innerText;
        return [question, ...answersOf(field).map(said)].join("\n");
      })
      .join("\n\n");
  }

  /* Follows a path like "data.id". */
  const at = (value, path) => path.split(".").reduce((inner, key) => inner?.[key], value);

  /* What a reply means: [outcome, detail]. A 2xx alone proves nothing. */
  async function outcomeOf(reply, id, service) {
    if (reply.type === "opaque") return ["handed", {}];
    const body = await reply.json().catch(() => null);
    const said = Object(body);
    const errors = Object.keys(said.errors ?? {}).length;
    const failed = said.error || errors || String(said.success ?? said.ok) === "false" || said.result === "error";
    const { by, has = [], equals = {}, echoes } = service;
    const proven =
      (by !== "body" || said === body) &&
      has.every((path) => at(said, path)) &&
      Object.entries(equals).every(([path, text]) => String(at(said, path)) === text) &&
      (!echoes || at(said, echoes) === id);
    if (reply.ok && proven && !failed) return [by === "never" ? "handed" : "sent", said];
    const answered = reply.ok ? failed : reply.status < 500 && ![408, 425, 429].includes(reply.status);
    return [answered ? "rejected" : "unconfirmed", said];
  }

  function enhance(section) {
    const { feedbackService, feedbackOpens: opens, feedbackCloses: closes } = section.dataset;
    if (!feedbackService) return;
    const service = JSON.parse(feedbackService);
    const form = section.querySelector("form");
    section.querySelector(".feedback-unscripted")?.remove();
    const states = section.querySelector("template.feedback-states");
    const status = section.querySelector(".feedback-status");
    const button = section.querySelector("button[type=submit]");
    const fields = [...section.querySelectorAll("[data-feedback-field]")];
    let attempt = {}; // its id stays until an answer changes
    const action = service.to ?? form.getAttribute("action");
    form.noValidate = true;

    const above = (field) => [...field.querySelectorAll(":scope > :is(legend, label, .feedback-hint, .feedback-error)")];

    /* Ties a field to its hint and to what is wrong with it. */
    function describe(field, isWrong) {
      const described = field.querySelector(".feedback-control") ?? field;
      const set = (name, value) => (value ? described.setAttribute(name, value) : described.removeAttribute(name));
      field.classList.toggle("feedback-wrong", isWrong);
      set("aria-invalid", isWrong && described !== field);
      set("aria-describedby", above(field).map(({ id }) => id).filter(Boolean).join(" "));
    }

    function clear() {
      document.title = title;
      for (const old of section.querySelectorAll(".feedback-errors, .feedback-failed, .feedback-sent, .feedback-error")) old.remove();
      for (const field of section.querySelectorAll(".feedback-wrong")) describe(field, false);
    }

    /* Something from the template; its link to a copy holds the answers. */
    function take(selector) {
      const box = states.content.querySelector(selector).cloneNode(true);
      for (const link of box.querySelectorAll(".feedback-copy")) {
        link.download = "feedback.txt"; // HTML allows it with a href only
        link.href = URL.createObjectURL(new Blob([transcript(fields)], { type: "text/plain" }));
      }
      return box;
    }

    function show(selector, prepare) {
      const box = take(selector);
      prepare(box);
      section.insertBefore(box, form);
      (box.matches("[tabindex]") ? box : box.querySelector("[tabindex]")).focus();
    }

    /* Says at a field what is wrong with it; returns the line of the summary. */
    function mark([field, message]) {
      const [first] = inputs(field);
      const before = above(field);
      const error = take(".feedback-error");
      error.id = `${first.id}-error${before.length}`; // a field may have two
      error.append(message);
      before.at(-1).after(error);
      describe(field, true);
      const line = take("li");
      const link = line.firstChild;
      link.href = `#${first.id}`;
      link.textContent = message;
      link.onclick = (event) => {
        event.preventDefault();
        first.focus({ preventScroll: true });
        field.scrollIntoView();
      };
      return line;
    }

    function showErrors(faults) {
      document.title = `${states.dataset.error} ${title}`;
      const lines = faults.map(mark);
      show(".feedback-errors", (box) => box.querySelector("ul").replaceChildren(...lines));
    }

    /* What a refusal says of fields: [field, message]. */
    function faultsIn(said) {
      const { items = "errors", field = "field", text = "message" } = service;
      const errors = at(said, items) ?? [];
      const told = Array.isArray(errors)
        ? errors.map((error) => [at(error, field), at(error, text)])
        : Object.entries(errors).map(([name, error]) => [name, at(error, text) ?? error]);
      return told
        .filter(([, message]) => typeof message === "string")
        .map(([name, message]) => [
          fields.find((one) => one.dataset.feedbackField === name) ??
            fields.findLast((one) => inputs(one)[0].name === name),
          message,
        ]);
    }

    function showRefusal(outcome, said) {
      const told = faultsIn(said);
      const faults = told.filter(([field]) => field);
      if (outcome === "rejected" && faults.length) return showErrors(faults);
      const paths = service.message ?? ["detail", "message", "error"];
      const reasons = [...paths.map((path) => at(said, path)), told[0]?.[1]];
      const reason = reasons.find((words) => typeof words === "string") ?? "";
      if (service.native && reason.includes(service.native)) return more.sendWithoutScript(form, collected());
      return show(`[data-outcome="${outcome}"]`, (box) => {
        box.querySelector(".feedback-reason").textContent = reason;
      });
    }

    function showSent(outcome, said) {
      show(`[data-outcome="${outcome}"]`, (box) => {
        const told = box.querySelector("strong");
        if (said.reference && told) told.textContent = said.reference;
        else told?.parentNode.remove();
        box.querySelector(".feedback-again").onclick = () => {
          clear();
          HTMLFormElement.prototype.reset.call(form);
          count();
          attempt = {};
          form.toggleAttribute("hidden");
          inputs(fields[0])[0].focus();
        };
      });
      form.toggleAttribute("hidden");
    }

    function showLink() {
      const words = `${transcript(fields)}\n\n${location.href}`;
      const { address, long } = more.linkTo(service.link, action, collected(), title, words);
      show('[data-outcome="link"]', (box) => {
        Object.assign(box.querySelector("a.feedback-open"), { href: address, target: "_blank" });
        if (long) box.querySelector(".feedback-reason").textContent = box.dataset.long;
      });
    }

    /* How many rows of each matrix have a score. */
    function count() {
      for (const told of section.querySelectorAll(".feedback-scored")) {
        const { length } = [...told.parentNode.children].filter((row) => answersOf(row).length);
        const words = length ? told.dataset.words.replace("{done}", length) : "";
        if (told.textContent !== words) told.textContent = words;
      }
    }

    /* The answers, and what only a script can add. */
    function collected() {
      const data = new FormData(form);
      const answers = new URLSearchParams(data).toString();
      if (attempt.answers !== answers) attempt = { answers, id: newId() };
      const added = { submission_id: attempt.id, elapsed_ms: Math.round(performance.now()) };
      if (/^http/.test(location.origin)) {
        added.page_url = section.dataset.feedbackUrl ?? location.origin + location.pathname;
      }
      for (const key in added) {
        const name = service.names?.[key] ?? key;
        if (name) data.set(name, added[key]);
      }
      return data;
    }

    async function send() {
      const data = collected();
      for (const name of service.drop ?? []) data.delete(name); // a redirect would end the fetch
      if (service.join) for (const name of new Set(data.keys())) data.set(name, data.getAll(name).join("; "));
      const headers = { Accept: "application/json" };
      let body = service.as ? data : new URLSearchParams(data);
      if (service.as === "json") {
        headers["Content-Type"] = headers.Accept;
        body = more.jsonOf(form, data, service);
      }
      const reply = await fetch(action, {
        method: "POST",
        mode: service.opaque ? "no-cors" : "cors",
        body,
        credentials: "omit",
        headers,
        signal: AbortSignal.timeout(60_000),
      });
      return outcomeOf(reply, attempt.id, service);
    }

    /* An e-mail with all that was typed, if a link holds it. */
    section.addEventListener("click", ({ target }) => {
      const link = target.closest("a.feedback-mail");
      if (!link) return;
      section.querySelector(".feedback-long")?.remove();
      const [start] = form.querySelector("a.feedback-mail").href.split("%0D");
      const filled = start + encodeURIComponent(`\n\n${transcript(fields)}`.replaceAll("\n", "\r\n"));
      const fits = filled.length <= 2000;
      link.href = fits ? filled : start;
      if (!fits) link.parentNode.after(take(".feedback-long"));
    });

    section.onchange = count;
    /* A page is built once. What a reader had begun is back by now, and offered as a copy. */
    addEventListener("pageshow", () => {
      count();
      const day = new Date().toLocaleDateString("sv"); // as in ISO 8601
      const state = day < opens ? "early" : day > closes && "closed";
      if (!state) return;
      const notice = take(`[data-state="${state}"]`);
      if (!transcript(fields)) notice.lastElementChild.remove();
      form.replaceWith(...notice.childNodes);
      section.querySelector(".feedback-closes")?.remove();
    });

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.hasAttribute("aria-disabled")) return;
      clear();
      const faults = fields.map((field) => [field, faultOf(field)]).filter(([, message]) => message);
      if (faults.length) return showErrors(faults);
      if (service.link) return showLink();
      button.setAttribute("aria-disabled", "true");
      status.textContent = states.dataset.sending;
      const [outcome, said] = await send().catch(() => ["unconfirmed"]);
      button.removeAttribute("aria-disabled");
      status.textContent = "";
      return /sent|handed/.test(outcome) ? showSent(outcome, said) : showRefusal(outcome, said ?? {});
    });
  }

  document.querySelectorAll(".feedback").forEach(enhance);

  if (location.search) {
    const src = new URL("page-feedback-arrival.js", document.currentScript.src);
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }
})();
