/* Sends a feedback form without leaving the page, and never loses a word of it.
   Without this script the form posts by itself. It has no words of its own: all it shows
   is cloned from the form's <template>. A field may have any name, also that of a property
   of the form ("action", "hidden"), so no lower-case property of the form is used. */
(() => {
  "use strict";
  const TIME_OUT = 60_000; // ms, then nobody knows whether it arrived
  const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/; // the same as in model/fields.py
  const title = document.title;

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

  /* Returns what a reply means: [outcome, detail]. A 2xx alone proves nothing. */
  async function outcomeOf(reply, id, confirmedBy) {
    const body = await reply.json().catch(() => null);
    const said = body && typeof body === "object" ? body : {};
    const failed =
      said.error || said.errors || /^false$/.test(said.success ?? said.ok) || said.result === "error";
    const confirmed =
      confirmedBy === "reference" ? said.reference && said.submission_id === id : !failed;
    if (reply.ok && confirmed) return ["sent", said];
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
    const form = section.querySelector("form[action]");
    if (!form) return;
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

    function showRejected(said) {
      const errors = Array.isArray(said.errors) ? said.errors : [];
      const faults = errors
        .map((error) => [fields.find((field) => field.dataset.feedbackField === error.field), error.message])
        .filter(([field]) => field);
      if (faults.length) return showErrors(faults);
      const reason = [said.detail, said.message, said.error, errors[0]?.message].find(
        (words) => typeof words === "string",
      );
      return show('[data-outcome="rejected"]', (box) => {
        box.querySelector(".feedback-reason").textContent = reason ?? "";
      });
    }

    function showSent(said) {
      show(".feedback-sent", (box) => {
        if (said.reference) box.querySelector("strong").textContent = said.reference;
        else box.querySelector(".feedback-reference").remove();
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

    async function send() {
      const body = new URLSearchParams(new FormData(form));
      const answers = body.toString();
      if (attempt.answers !== answers) attempt = { answers, id: newId() };
      body.set("submission_id", attempt.id);
      body.set("elapsed_ms", Math.round(performance.now() - opened));
      if (location.origin !== "null") body.set("page_url", location.origin + location.pathname);
      const reply = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        credentials: "omit",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(TIME_OUT),
      });
      return outcomeOf(reply, attempt.id, form.dataset.feedbackConfirmedBy);
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
      sending = true;
      button.setAttribute("aria-disabled", "true");
      status.textContent = states.dataset.sending;
      const [outcome, said] = await send().catch(() => ["unconfirmed"]);
      sending = false;
      button.removeAttribute("aria-disabled");
      status.textContent = "";
      if (outcome === "sent") showSent(said);
      else if (outcome === "rejected") showRejected(said);
      else show('[data-outcome="unconfirmed"]');
    });
  }

  document.querySelectorAll(".feedback").forEach(enhance);
})();
