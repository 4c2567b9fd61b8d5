/** Sends a form without leaving the page; loaded at the first touch of a form.
 *
 *  A field called "hidden" or "action" hides that property of its form, so of the form's own
 *  properties only those with a capital letter are used: no field's name has one. */

import { answeredOf, brokenRule, controlsOf } from "./answers.js";
import { fieldErrors, outcomeOf, parse, reasonIn } from "./outcome.js";
import { joinLists, jsonOf, linkTo } from "./payload.js";
import { View } from "./view.js";

const TIMEOUT = 60_000; // milliseconds; data-feedback-timeout of the section is another

/* Plain http has no randomUUID; the address of a blob ends in one. */
const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/* The answer that the rules of a field are about: of several, the first. */
const problemOf = (field) => brokenRule(answeredOf(field)[0]?.value, field.dataset);

/* Let the browser post the form, with all that the script has added. */
function postWithoutScript(form, data) {
  for (const [name, value] of data) {
    if (form.querySelector(`[name="${CSS.escape(name)}"]`)) continue;
    form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  HTMLFormElement.prototype.submit.call(form);
}

class Sender {
  /** @param {HTMLElement} section */
  constructor(section) {
    /** @type {import("./payload.js").Contract} */
    this.contract = JSON.parse(section.dataset.feedbackService);
    this.view = new View(section);
    this.address = this.contract.script_endpoint ?? this.view.form.getAttribute("action");
    this.attempt = undefined;
  }

  /** Check the answers; send them, or show what is wrong. */
  async submit() {
    const { view, contract } = this;
    if (view.isSending) return;
    view.clear();
    const problems = view.fields.map((field) => [field, problemOf(field)]).filter(([, message]) => message);
    if (problems.length) return view.showProblems(problems, "wrong");
    this.#prepare();
    if (contract.link) return this.#showLink();
    view.showSending(true);
    const reply = await this.#post().catch(() => ({ status: 0 }));
    const isField = (name) => Boolean(this.#fieldNamed(name));
    const outcome = outcomeOf(reply, this.attempt.id, contract, isField);
    view.showSending(false);
    const body = parse(reply.text);
    if (outcome === "stored" || outcome === "handed_over") this.#showSent(outcome, Object(body));
    else if (outcome === "refused") this.#showRefused(body, isField);
    else this.#showFailure(outcome, reply.status, body);
  }

  /* An attempt stays what it is until an answer changes: a second press is the same submission. */
  #prepare() {
    const data = new FormData(this.view.form);
    const answers = new URLSearchParams(data).toString();
    if (this.attempt?.answers === answers) return;
    const id = newId();
    this.#add(data, { submission_id: id, elapsed_ms: Math.round(performance.now()), page_url: this.#pageUrl() });
    this.attempt = Object.freeze({ id, answers, data, transcript: this.view.transcript() });
  }

  #add(data, values) {
    for (const [key, value] of Object.entries(values)) {
      const name = this.contract.names?.[key] ?? key;
      if (name && value !== undefined) data.set(name, value);
    }
  }

  /* Without a query; of a page that is opened from disk, nothing. */
  #pageUrl() {
    if (!location.protocol.startsWith("http")) return undefined;
    return this.view.section.dataset.feedbackUrl ?? location.origin + location.pathname;
  }

  /** @returns {Promise<import("./outcome.js").Reply>} */
  async #post() {
    const { contract, view } = this;
    const reply = await fetch(this.address, {
      method: "POST",
      mode: contract.opaque ? "no-cors" : "cors",
      credentials: "omit",
      signal: AbortSignal.timeout(view.section.dataset.feedbackTimeout ?? TIMEOUT),
      ...this.#request(),
    });
    return { type: reply.type, status: reply.status, text: await reply.text() };
  }

  #request() {
    const { contract, view } = this;
    const headers = { Accept: "application/json" };
    const data = new FormData();
    for (const [name, value] of this.attempt.data) data.append(name, value);
    for (const name of contract.leave_out ?? []) data.delete(name); // a redirect would end the fetch
    if (contract.join_lists) joinLists(data);
    if (contract.encoding === "multipart") return { headers, body: data };
    if (contract.encoding !== "json") return { headers, body: new URLSearchParams(data) };
    const isNumber = (name) =>
      contract.numbers && view.form.querySelector(`.feedback-points [name="${CSS.escape(name)}"]`);
    headers["Content-Type"] = headers.Accept;
    return { headers, body: jsonOf(data, isNumber, contract.body) };
  }

  #showRefused(body, isField) {
    const errors = fieldErrors(body, this.contract.errors ?? {}, isField);
    const problems = errors.map(([name, message]) => [this.#fieldNamed(name), message]);
    this.view.showProblems(problems, "refused");
  }

  /* Of an unknown outcome the reply says nothing that is sure. */
  #showFailure(outcome, status, body) {
    const { attempt, contract, view } = this;
    const reason = reasonIn(body, contract.errors ?? {});
    if (contract.native_if && reason.includes(contract.native_if)) return postWithoutScript(view.form, attempt.data);
    view.show(outcome, attempt.transcript, (notice) => {
      if (outcome !== "not_stored") return;
      const usual = { 413: notice.dataset.tooLong, 429: notice.dataset.tooMany }[status];
      notice.querySelector(".feedback-reason").textContent = reason || usual || "";
    });
  }

  /* A service may know the field under our name, or under the name that it was sent with. */
  #fieldNamed(name) {
    const { fields } = this.view;
    return (
      fields.find((field) => field.dataset.feedbackField === name) ??
      fields.findLast((field) => controlsOf(field)[0].name === name)
    );
  }

  #showSent(outcome, { reference }) {
    const { attempt, view } = this;
    view.show(outcome, attempt.transcript, (confirmation) => {
      const line = confirmation.querySelector(".feedback-reference");
      if (reference && line) line.querySelector("strong").textContent = reference;
      else line?.remove();
      confirmation.querySelector(".feedback-again").onclick = () => this.#startAnew();
    });
    view.form.toggleAttribute("hidden", true);
  }

  #startAnew() {
    const { view } = this;
    view.clear();
    view.startAnew();
    this.attempt = undefined;
    view.form.toggleAttribute("hidden", false);
    controlsOf(view.fields[0])[0].focus();
  }

  #showLink() {
    const { attempt, contract, view } = this;
    const text = `${attempt.transcript}\n\n${location.href}`;
    const { address, isTooLong } = linkTo(contract.link, this.address, attempt.data, document.title, text);
    view.show("link", attempt.transcript, (notice) => {
      Object.assign(notice.querySelector("a.feedback-open"), { href: address, target: "_blank" });
      if (isTooLong) notice.querySelector(".feedback-reason").textContent = notice.dataset.long;
    });
  }
}

const MAIL_LIMIT = 2000; // characters of a mailto: address that mail programs take

/* Add what was typed to an e-mail that the reader is about to begin, if its address holds that. */
function completeMail(view, link) {
  view.section.querySelector(".feedback-long")?.remove();
  const [start] = view.form.querySelector("a.feedback-mail").href.split("%0D");
  const filled = start + encodeURIComponent(`\n\n${view.transcript()}`.replaceAll("\n", "\r\n"));
  const fits = filled.length <= MAIL_LIMIT;
  link.href = fits ? filled : start;
  if (!fits) link.parentNode.after(view.take(".feedback-long", view.transcript()));
}

for (const section of document.querySelectorAll("[data-feedback-service]")) {
  const sender = new Sender(section);
  const { view } = sender;
  view.form.addEventListener("submit", (event) => {
    event.preventDefault();
    sender.submit();
  });
  section.addEventListener("change", () => view.countScores());
  section.addEventListener("click", ({ target }) => {
    const link = target.closest("a.feedback-mail");
    if (link) completeMail(view, link);
  });
  addEventListener("pageshow", () => view.countScores()); // back again
  view.countScores();
}
