/** Sends a form without leaving the page; loaded at the first touch of a form.
 *
 *  A field called "hidden" or "action" hides that property of its form, so of the form's own
 *  properties only those with a capital letter are used: no field's name has one. */

import { answeredOf, brokenRule, controlsOf } from "./answers.js";
import { fieldErrors, outcomeOf, parse, reasonIn } from "./outcome.js";
import { joinLists, jsonOf, linkTo, urlencoded } from "./payload.js";
import { secondsIn } from "./retry.js";
import { View } from "./view.js";

const WAITS = { timeout: 60_000, slow: 5_000 }; // milliseconds; data-feedback-* of the section are others

/* What the modules of this script call that a browser of today may lack. */
const NEEDED = [
  globalThis.AbortController, globalThis.fetch, Array.prototype.findLast, Object.hasOwn, Element.prototype.replaceChildren,
];

/* Plain http has no randomUUID; the address of a blob ends in one. */
const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/* The answer that the rules of a field are about: of several, the first. */
const problemOf = (field) => brokenRule(answeredOf(field)[0]?.value, field.dataset);

/* Let the browser post the form, with all that the script has added. */
function postWithoutScript(form, data) {
  const add = ({ formData }) => {
    for (const [name, value] of data) if (!formData.has(name)) formData.append(name, value);
  };
  form.addEventListener("formdata", add, { once: true });
  HTMLFormElement.prototype.submit.call(form);
}

/**
 * @typedef {object} Attempt What one press of Send sends, whatever becomes of the form.
 * @property {string} id
 * @property {string} answers What stood in the form, to compare.
 * @property {FormData} data
 * @property {string} transcript Questions and answers.
 */

class Sender {
  /** @param {HTMLElement} section */
  constructor(section) {
    /** @type {import("./payload.js").Contract} */
    this.contract = JSON.parse(section.dataset.feedbackService);
    this.view = new View(section);
    this.address = this.contract.script_endpoint ?? this.view.form.getAttribute("action");
    /** @type {Attempt | undefined} */
    this.attempt = undefined;
    this.unknown = []; // ids of attempts that may have arrived, and that were edited since
    this.outcome = "";
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
    view.draw("sending");
    const slow = setTimeout(() => view.draw("slow"), this.#wait("slow"));
    const reply = await this.#post().catch(() => ({ status: 0 }));
    clearTimeout(slow);
    const isField = (name) => Boolean(this.#fieldNamed(name));
    this.outcome = outcomeOf(reply, this.attempt.id, contract, isField);
    view.draw("untouched");
    this.#show(reply, isField);
  }

  #show(reply, isField) {
    const { outcome } = this;
    const body = parse(reply.text);
    if (outcome === "stored" || outcome === "handed_over") this.#showSent(outcome, Object(body));
    else if (outcome === "refused") this.#showRefused(body, isField);
    else this.#showFailure(outcome, reply, body);
    if (reply.status === 410) this.attempt = undefined; // erased: what is sent from now on is new
  }

  #wait(name) {
    return Number(this.view.section.dataset[`feedback${name[0].toUpperCase()}${name.slice(1)}`] ?? WAITS[name]);
  }

  /* An attempt stays what it is until an answer changes: a second press is the same submission. */
  #prepare() {
    const answers = this.#answers();
    if (this.attempt?.answers === answers) return;
    if (this.attempt && this.outcome === "unknown") this.unknown.push(this.attempt.id);
    const data = new FormData(this.view.form);
    const id = newId();
    this.#add(data, { submission_id: id, elapsed_ms: Math.round(performance.now()), page_url: this.#pageUrl() });
    // What replaces an edited answer replaces all before it: the last of them may never have arrived.
    if (this.contract.replaces) for (const older of this.unknown) data.append("replaces", older);
    this.attempt = Object.freeze({ id, answers, data, transcript: this.view.transcript() });
    this.outcome = "";
  }

  #answers() {
    return new URLSearchParams(new FormData(this.view.form)).toString();
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
    const { contract } = this;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.#wait("timeout"));
    try {
      const reply = await fetch(this.address, {
        method: "POST",
        mode: contract.opaque ? "no-cors" : "cors",
        credentials: "omit",
        signal: controller.signal,
        ...this.#request(),
      });
      const { type, status } = reply;
      return { type, status, text: await reply.text(), wait: secondsIn(reply.headers.get("Retry-After"), Date.now()) };
    } finally {
      clearTimeout(timer);
    }
  }

  #request() {
    const { contract, view } = this;
    const headers = { Accept: "application/json" };
    const data = new FormData();
    for (const [name, value] of this.attempt.data) data.append(name, value);
    for (const name of contract.leave_out ?? []) data.delete(name); // a redirect would end the fetch
    if (contract.join_lists) joinLists(data);
    if (contract.encoding === "multipart") return { headers, body: data };
    if (contract.encoding !== "json") return { headers, ...urlencoded(data) };
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

  /* Of an unknown outcome the reply says nothing that is sure, but for how long to wait. */
  #showFailure(outcome, { status, wait }, body) {
    const { attempt, contract, view } = this;
    const reason = reasonIn(body, contract.errors ?? {});
    if (contract.native_if && reason.includes(contract.native_if)) return postWithoutScript(view.form, attempt.data);
    view.draw(outcome, () => view.transcript(), (notice) => {
      if (wait && [429, 503].includes(status)) notice.querySelector(".feedback-wait").textContent = view.waitInWords(wait);
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

  /* Words that were typed since stay in the form: they are another attempt. */
  #showSent(outcome, { reference }) {
    const { attempt, view } = this;
    const isChanged = this.#answers() !== attempt.answers;
    view.draw(outcome, () => attempt.transcript, (confirmation) => {
      const line = confirmation.querySelector(".feedback-reference");
      if (reference && line) line.querySelector("strong").textContent = reference;
      else line?.remove();
      confirmation.querySelector(".feedback-echo").textContent = attempt.transcript;
      const again = confirmation.querySelector(".feedback-again");
      if (isChanged) again.remove();
      else confirmation.querySelector(".feedback-unsent").remove();
      again.onclick = () => this.#startAnew();
    });
    this.attempt = undefined;
    this.unknown = [];
    view.form.toggleAttribute("hidden", !isChanged);
    // Empty now, since Back and a reload put back what stands in a form; what nobody has confirmed
    // may be lost, so it stays there.
    if (!isChanged && outcome === "stored") view.empty();
  }

  #startAnew() {
    const { view } = this;
    view.clear();
    view.empty();
    view.form.toggleAttribute("hidden", false);
    controlsOf(view.fields[0])[0].focus();
  }

  #showLink() {
    const { attempt, contract, view } = this;
    const text = `${attempt.transcript}\n\n${location.href}`;
    const { address, isTooLong } = linkTo(contract.link, this.address, attempt.data, document.title, text);
    view.draw("link", () => view.transcript(), (notice) => {
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
  if (!fits) link.parentNode.after(view.take(".feedback-long", () => view.transcript()));
}

const senders = new WeakMap();

/* A form may have been added to the page after this script. */
function senderOf({ target }) {
  const section = target.closest?.("[data-feedback-service]");
  if (section && !senders.has(section)) senders.set(section, new Sender(section));
  return senders.get(section);
}

function takeOver() {
  const listen = (type, handle) =>
    document.addEventListener(type, (event) => {
      const sender = senderOf(event);
      if (sender) handle(sender, event);
    });
  listen("submit", (sender, event) => {
    event.preventDefault();
    sender.submit();
  });
  listen("change", ({ view }) => view.countScores());
  listen("click", ({ view }, { target }) => {
    const link = target.closest("a.feedback-mail");
    if (link) completeMail(view, link);
  });
  const countAll = () => {
    for (const target of document.querySelectorAll("[data-feedback-service]")) senderOf({ target }).view.countScores();
  };
  addEventListener("pageshow", countAll); // back again
  countAll();
  document.currentScript.dataset.ready = "true"; // page.js looks for it
}

if (NEEDED.every(Boolean)) takeOver();
