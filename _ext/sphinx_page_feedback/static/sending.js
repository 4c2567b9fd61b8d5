/** Sends a form without leaving the page; loaded at the first touch of a form.
 *
 *  A field called "hidden" or "action" hides that property of its form, so of the form's own
 *  properties only those with a capital letter are used: no field's name has one. */

import { answeredOf, brokenRule, controlsOf } from "./answers.js";
import { Draft, entriesOf, newId } from "./draft.js";
import { claim, isShared, remember, setShared } from "./kept.js";
import { fieldErrors, outcomeOf, parse, reasonIn } from "./outcome.js";
import { post } from "./posting.js";
import { LONGEST_WAIT, TRIES, kindAfter, pauseAfter } from "./retry.js";
import { View } from "./view.js";

// Milliseconds; data-feedback-* of the section are others.
export const WAITS = { Timeout: 60e3, Slow: 5e3, Retry: 1e3 };
const SECTIONS = "[data-feedback-service]";

/* The answer that the rules of a field are about: of several, the first. */
const problemOf = (field) => brokenRule(answeredOf(field)[0]?.value, field.dataset);

/**
 * @typedef {object} Attempt What one press of Send sends, whatever becomes of the form.
 * @property {string} id
 * @property {string} answers What stood in the form, to compare.
 * @property {FormData} data
 * @property {import("./posting.js").Parcel} parcel What is posted.
 * @property {import("./kept.js").Kept} item What is kept of it: all but the e-mail address.
 * @property {boolean} hasEmail
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
    this.draft = new Draft(this.view);
    this.outcome = "";
    this.tries = 0; // that the page made by itself
    this.turn = 0; // of several tries at once, the last one is shown
    this.#offerShared();
  }

  /* Beside each form: others use this device too, so nothing is kept on it. */
  #offerShared() {
    const choice = this.view.section.querySelector(".feedback-shared");
    if (!choice) return;
    const control = choice.querySelector("input");
    choice.hidden = false;
    control.checked = isShared();
    control.onchange = async () => {
      await setShared(control.checked);
      if (!control.checked) this.draft.save([""]);
    };
  }

  /** Check the answers; send them, or show what is wrong. */
  async submit() {
    const { view, contract } = this;
    if (view.isSending) return;
    view.clear();
    const problems = view.fields.map((field) => [field, problemOf(field)]).filter(([, message]) => message);
    if (problems.length) return view.showProblems(problems, "wrong");
    this.#prepare();
    if (contract.link) return globalThis.pageFeedback.showLink(this); // page.js has loaded it
    view.draw("sending");
    const slow = setTimeout(() => view.draw("slow"), this.#wait("Slow"));
    // Before the first byte is sent, unless the browser takes its time.
    await Promise.race([this.#keepAttempt(), new Promise((resolve) => setTimeout(resolve, 2e3))]);
    this.turn += 1;
    this.tries = 0;
    const reply = await this.#post();
    clearTimeout(slow);
    view.draw("untouched");
    this.#show(reply);
  }

  /** Send again by itself what may not have arrived, if the reader has not done so. */
  async sendAgain() {
    const { attempt, view } = this;
    if (!attempt || this.kind !== "waiting" || view.isSending) return;
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const reply = await this.#post();
    const { activeElement } = document;
    if (turn !== this.turn || attempt !== this.attempt || view.isSending) return;
    if (this.kind === "waiting") return this.#sendAgainLater(reply);
    view.clear();
    this.#show(reply);
    if (activeElement.matches("input, select, textarea")) activeElement.focus({ preventScroll: true }); // who writes goes on
  }

  #sendAgainLater({ wait = 0 }) {
    if (wait > LONGEST_WAIT || this.tries >= TRIES) return;
    const pause = Math.max(wait * 1000, pauseAfter(this.tries++, this.#wait("Retry")));
    this.timer = setTimeout(() => this.sendAgain(), pause);
  }

  /* Post, and keep or let go of what is on the device by what the reply proves. */
  async #post() {
    const { attempt, contract, draft } = this;
    const reply = await post(attempt.parcel, this.#wait("Timeout"));
    const outcome = outcomeOf(reply, attempt.id, contract, (name) => this.#fieldNamed(name));
    const kind = kindAfter(outcome, reply, contract);
    if (outcome === "stored") draft.write([], [attempt.id]);
    else if (kind === "refused") draft.takeBack(attempt.id);
    else draft.write([{ ...attempt.item, kind }], []);
    Object.assign(this, { outcome, kind });
    return reply;
  }

  #show(reply) {
    const { outcome } = this;
    const body = parse(reply.text);
    if (outcome === "stored" || outcome === "handed_over") this.#showSent(outcome, Object(body));
    else if (outcome === "refused") this.#showRefused(body);
    else this.#showFailure(outcome, reply, body);
    if (reply.status === 410) this.attempt = undefined; // erased: what is sent from now on is new
  }

  #wait(name) {
    return this.view.section.dataset[`feedback${name}`] ?? WAITS[name];
  }

  /* An attempt stays what it is until an answer changes: a second press is the same submission. */
  #prepare() {
    const { contract, draft, view } = this;
    const answers = this.#answers();
    if (this.attempt?.answers === answers) return;
    if (this.attempt && this.outcome === "unknown") draft.unknown.push(this.attempt.id);
    const data = new FormData(view.form);
    const id = newId();
    this.#add(data, { submission_id: id, elapsed_ms: Math.round(performance.now()), page_url: this.#pageUrl() });
    // What replaces an edited answer replaces all before it: the last of them may never have arrived.
    if (contract.replaces) for (const older of draft.unknown) data.append("replaces", older);
    const numbers = contract.numbers ? [...view.form.querySelectorAll(".feedback-points [name]")].map(({ name }) => name) : [];
    const parcel = { address: this.address, contract, entries: [...data], numbers };
    const emails = new Set([...view.form.querySelectorAll("[type=email]")].map(({ name }) => name));
    const entries = parcel.entries.filter(([name]) => !emails.has(name));
    const item = draft.item({ ...parcel, id, entries, kind: contract.deduplicates ? "waiting" : "held" });
    const hasEmail = [...emails].some((name) => data.get(name));
    this.attempt = Object.freeze({ id, answers, data, parcel, item, hasEmail, transcript: view.transcript() });
    this.outcome = this.kind = "";
  }

  /* In the place of the draft, and of attempts that were edited since. */
  async #keepAttempt() {
    const { attempt, draft } = this;
    await claim(attempt.id);
    await draft.close([attempt.item]);
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

  #showRefused(body) {
    const errors = fieldErrors(body, this.contract.errors ?? {}, (name) => this.#fieldNamed(name));
    const problems = errors.map(([name, message]) => [this.#fieldNamed(name), message]);
    this.view.showProblems(problems, "refused");
  }

  /* Of an unknown outcome the reply says nothing that is sure, but for how long to wait. */
  #showFailure(outcome, reply, body) {
    const { status, wait } = reply;
    const { attempt, contract, draft, view } = this;
    const reason = reasonIn(body, contract.errors ?? {});
    if (contract.native_if && reason.includes(contract.native_if)) return globalThis.pageFeedback.postWithoutScript(view.form, attempt.data);
    view.draw(outcome, () => view.transcript(), (notice) => {
      if (!draft.isKept || this.kind !== "waiting") notice.querySelector(".feedback-waiting").remove();
      else if (!attempt.hasEmail) notice.querySelector(".feedback-no-email").remove();
      if (wait && [429, 503].includes(status)) notice.querySelector(".feedback-wait").textContent = view.waitInWords(wait);
      if (outcome !== "not_stored") return;
      const usual = { 413: notice.dataset.tooLong, 429: notice.dataset.tooMany }[status];
      notice.querySelector(".feedback-reason").textContent = reason || usual || "";
    });
    if (this.kind === "waiting") this.#sendAgainLater(reply);
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
    this.draft.unknown = [];
    remember(this.draft.about, entriesOf(view.fields.filter(({ dataset }) => dataset.feedbackRemember)));
    view.form.toggleAttribute("hidden", !isChanged);
    // Empty now, since Back and a reload put back what stands in a form; what nobody has confirmed
    // may be lost, so it stays there.
    if (isChanged) return this.draft.save([attempt.id]);
    if (outcome !== "stored") return;
    view.empty();
    this.draft.close();
  }

  #startAnew() {
    const { view } = this;
    view.clear();
    view.empty();
    this.draft.close();
    view.form.toggleAttribute("hidden", false);
    controlsOf(view.fields[0])[0].focus();
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
  const section = target.closest?.(SECTIONS);
  if (section && !senders.has(section)) senders.set(section, new Sender(section));
  return senders.get(section);
}

/** What sends each form of the page. */
export const allSenders = () => [...document.querySelectorAll(SECTIONS)].map((target) => senderOf({ target }));

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
  listen("input", ({ draft }) => draft.saveSoon());
  listen("change", ({ view }) => view.countScores());
  listen("click", ({ view }, { target }) => {
    const link = target.closest("a.feedback-mail");
    if (link) completeMail(view, link);
  });
  const forAll = (act) => () => allSenders().forEach(act);
  const count = forAll(({ view }) => view.countScores());
  const save = forAll(({ draft }) => draft.save());
  const sendAgain = forAll((sender) => sender.sendAgain());
  addEventListener("pageshow", count); // back again
  addEventListener("pagehide", save);
  addEventListener("online", sendAgain);
  // After a failure the words are printed, and not the form.
  addEventListener("beforeprint", forAll(({ view }) => view.section.querySelector(".feedback-failed pre")?.replaceChildren(view.transcript())));
  document.addEventListener("visibilitychange", () => (document.hidden ? save() : sendAgain()));
  count();
  forAll(({ draft }) => draft.saveSoon())(); // what was written before this script came
  document.currentScript.dataset.ready = "true"; // page.js looks for it
}

// The newest of what the modules of this script call: a browser that has it has the rest.
if (Array.prototype.findLast) takeOver();
