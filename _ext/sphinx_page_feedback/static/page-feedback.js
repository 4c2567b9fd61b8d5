/* Sends a feedback form without leaving the page, and never loses a word of it.
   Without this script the form posts by itself. It has no words of its own: all it shows
   is cloned from the form's <template>. A field may have any name, also that of a property
   of the form ("action", "hidden"), so no lower-case property of the form is used. */
(() => {
  "use strict";
  const TIME_OUT = 60_000; // ms, then nobody knows whether it arrived
  const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/; // the same as in model/fields.py
  const title = document.title;
  const more = window.pageFeedback; // page-feedback-services.js, where the service needs it

  /* crypto.randomUUID is missing on pages served over plain http. */
  const newId = () =>
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
    );

  const inputs = (field) => [...field.querySelectorAll("input, select, textarea")];
  const answersOf = (field) =>
    inputs(field).filter((input) => input.value && (!/radio|checkbox/.test(input.type) || input.checked));

  /* Returns the message for what is wrong with a field's answer, if anything. */
  function faultOf(field) {
    const told = field.dataset;
    const [answer] = answersOf(field);
    const words = answer ? answer.value.trim() : "";
    if (!words) return told.feedbackMissing;
    if ([...words].length < told.feedbackMin) return told.feedbackShort;
    if ([...answer.value].length > told.feedbackMax) return told.feedbackLong;
    return told.feedbackFormat && !EMAIL.test(words) ? told.feedbackFormat : undefined;
  }

  /* Each question with its answers, as text to keep. */
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

  /* Follows a path like "data.id" into what JSON held. */
  const at = (value, path) => path.split(".").reduce((inner, key) => inner?.[key], value);

  /* Returns what a reply means: [outcome, detail]. A 2xx alone proves nothing. */
  async function outcomeOf(reply, id, service) {
    if (reply.type === "opaque") return ["handed", {}];
    const body = await reply.json().catch(() => null);
    const said = body && typeof body === "object" ? body : {};
    const errors = Object.keys(said.errors ?? {}).length;
    const failed =
      said.error || errors || /^false$/.test(said.success ?? said.ok) || said.result === "error";
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

  /* Puts what the page says of other days in the form's place; returns whether it did. The
     page may have been built on a day when the form was open. */
  function shut(section, form, states) {
    const { feedbackOpens: opens, feedbackCloses: closes } = form.dataset;
    const day = new Date().toLocaleDateString("sv"); // Swedish writes days as ISO 8601 does
    const state = day < opens ? "early" : day > closes ? "closed" : "";
    const notice = state && states.content.querySelector(`[data-state="${state}"]`);
    if (!notice) return false;
    form.replaceWith(...notice.cloneNode(true).childNodes);
    section.querySelector(".feedback-closes")?.remove();
    return true;
  }

  function enhance(section) {
    const form = section.querySelector("form[data-feedback-service]");
    if (!form) return;
    const service = JSON.parse(form.dataset.feedbackService);
    section.querySelector(".feedback-unscripted")?.remove();
    const states = section.querySelector("template.feedback-states");
    const status = section.querySelector(".feedback-status");
    const button = section.querySelector("button[type=submit]");
    const fields = [...section.querySelectorAll("[data-feedback-field]")];
    const opened = performance.now();
    let attempt = {}; // the id stays the same until the reader changes an answer
    let sending = false;
    form.noValidate = true;
    if (shut(section, form, states)) return;

    function clear() {
      document.title = title;
      for (const old of section.querySelectorAll(":scope > :is(.feedback-errors, .feedback-failed, .feedback-sent), .feedback-error")) old.remove();
      for (const field of section.querySelectorAll(".feedback-wrong")) {
        field.classList.remove("feedback-wrong");
        const described = field.querySelector(".feedback-control") ?? field;
        described.removeAttribute("aria-invalid");
        const hint = field.querySelector(":scope > .feedback-hint");
        if (hint) described.setAttribute("aria-describedby", hint.id);
        else described.removeAttribute("aria-describedby");
      }
    }

    function show(selector, prepare = () => {}) {
      const box = states.content.querySelector(selector).cloneNode(true);
      prepare(box);
      for (const link of box.querySelectorAll(".feedback-copy")) {
        link.download = "feedback.txt"; // not allowed in HTML where there is no href yet
        link.href = URL.createObjectURL(new Blob([transcript(fields)], { type: "text/plain" }));
      }
      section.insertBefore(box, form);
      (box.matches("[tabindex]") ? box : box.querySelector("[tabindex]")).focus();
    }

    function mark(field, message) {
      const described = field.querySelector(".feedback-control") ?? field;
      const error = document.createElement("p");
      const prefix = document.createElement("span");
      prefix.className = "feedback-hidden";
      prefix.textContent = `${states.dataset.error} `;
      error.className = "feedback-error";
      error.id = `${inputs(field)[0].id}-error`;
      error.append(prefix, message);
      field.classList.add("feedback-wrong");
      (field.querySelector(":scope > .feedback-hint") ?? field.querySelector("legend, label")).after(error);
      if (described !== field) described.setAttribute("aria-invalid", "true");
      const before = described.getAttribute("aria-describedby");
      described.setAttribute("aria-describedby", before ? `${before} ${error.id}` : error.id);
    }

    function showErrors(faults) {
      document.title = `${states.dataset.error} ${title}`;
      for (const [field, message] of faults) mark(field, message);
      show(".feedback-errors", (box) => {
        for (const [field, message] of faults) {
          const [first] = inputs(field);
          const link = document.createElement("a");
          link.href = `#${first.id}`;
          link.textContent = message;
          link.addEventListener("click", (event) => {
            event.preventDefault();
            first.focus({ preventScroll: true });
            field.scrollIntoView();
          });
          const item = document.createElement("li");
          item.append(link);
          box.querySelector("ul").append(item);
        }
      });
    }

    /* What a refusal says of fields: [field, message]; a list, or an object by name. */
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
      if (service.native && reason.includes(service.native)) return more.sendWithoutScript(form, collected().data);
      return show(`[data-outcome="${outcome}"]`, (box) => {
        box.querySelector(".feedback-reason").textContent = reason;
      });
    }

    function showSent(outcome, said) {
      show(`[data-outcome="${outcome}"]`, (box) => {
        const told = box.querySelector("strong");
        if (said.reference && told) told.textContent = said.reference;
        else told?.parentNode.remove();
        box.querySelector(".feedback-again").addEventListener("click", () => {
          clear();
          HTMLFormElement.prototype.reset.call(form);
          attempt = {};
          form.removeAttribute("hidden");
          inputs(fields[0])[0].focus();
        });
      });
      form.setAttribute("hidden", "");
    }

    /* Opens nothing by itself: the reader follows a link to where the text is filled in. */
    function showLink() {
      const { action, data } = collected();
      const words = `${transcript(fields)}\n\n${location.href}`;
      const { address, long } = more.linkTo(service.link, action, data, title, words);
      show('[data-outcome="link"]', (box) => {
        Object.assign(box.querySelector("a.feedback-open"), { href: address, target: "_blank" });
        if (long) box.querySelector(".feedback-reason").textContent = box.dataset.long;
      });
    }

    /* The answers, and what only a script can add: the id, the time taken, the address. */
    function collected() {
      const data = new FormData(form);
      const answers = new URLSearchParams(data).toString();
      if (attempt.answers !== answers) attempt = { answers, id: newId() };
      const added = { submission_id: attempt.id, elapsed_ms: Math.round(performance.now() - opened) };
      if (/^http/.test(location.origin)) added.page_url = location.origin + location.pathname;
      for (const [key, value] of Object.entries(added)) {
        const name = service.names?.[key] ?? key;
        if (name) data.set(name, value);
      }
      return { data, action: form.getAttribute("action") };
    }

    async function send() {
      const { data, action } = collected();
      for (const name of service.drop ?? []) data.delete(name); // a redirect would end the fetch
      if (service.join) for (const name of new Set(data.keys())) data.set(name, data.getAll(name).join("; "));
      const headers = { Accept: "application/json" };
      let body = service.as === "multipart" ? data : new URLSearchParams(data);
      if (service.as === "json") {
        headers["Content-Type"] = "application/json";
        body = more.jsonOf(form, data, service);
      }
      const reply = await fetch(service.to ?? action, {
        method: "POST",
        mode: service.opaque ? "no-cors" : "cors",
        body,
        credentials: "omit",
        headers,
        signal: AbortSignal.timeout(TIME_OUT),
      });
      return outcomeOf(reply, attempt.id, service);
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sending) return;
      clear();
      const faults = fields.map((field) => [field, faultOf(field)]).filter(([, message]) => message);
      if (faults.length) {
        showErrors(faults);
        return;
      }
      if (service.link) {
        showLink();
        return;
      }
      sending = true;
      button.setAttribute("aria-disabled", "true");
      status.textContent = states.dataset.sending;
      const [outcome, said] = await send().catch(() => ["unconfirmed"]);
      sending = false;
      button.removeAttribute("aria-disabled");
      status.textContent = "";
      if (/sent|handed/.test(outcome)) showSent(outcome, said);
      else showRefusal(outcome, said ?? {});
    });
  }

  document.querySelectorAll(".feedback").forEach(enhance);
})();
