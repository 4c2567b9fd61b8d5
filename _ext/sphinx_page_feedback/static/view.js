/** What a form shows: errors at their fields, failures, the confirmation. All of it is HTML of a
 *  <template> in the page, so that templates and translations of the site reach it. */

import { answeredOf, controlsOf, transcriptOf } from "./answers.js";
import { categoryOf, roughly } from "./retry.js";

const TITLE = document.title;

/** The states of a form that are more than a part of the template above it, under their own name. */
const STATES = {
  untouched: { shows: "" },
  wrong: { isError: true }, // by the rules of this page
  refused: { shows: "wrong", isError: true }, // by the service
  sending: { shows: "", isBusy: true },
  slow: { shows: "", isBusy: true },
};

const MESSAGES = ".feedback-errors, .feedback-failed, .feedback-sent, .feedback-error, .feedback-restored";

/**
 * What a reader sees of an answer.
 * @param {import("./answers.js").Control} control
 * @returns {string}
 */
const labelOf = (control) =>
  control.selectedOptions?.[0].text ?? (control.checked ? control.labels[0].textContent : control.value);

/* A matrix is left out: its ratings are fields of their own. */
const answeredIn = (fields, isWanted) =>
  fields
    .filter((field) => answeredOf(field).some(isWanted) && !field.querySelector("[data-feedback-field]"))
    .map((field) => ({
      question: field.querySelector("legend, label").textContent,
      answers: answeredOf(field).map(labelOf),
    }));

/**
 * Let the links to a copy in an element save a text.
 * @param {Element} element
 * @param {() => string} transcript What they hold when they are followed.
 */
export function offerCopy(element, transcript) {
  for (const link of element.querySelectorAll(".feedback-copy")) {
    const fill = () => {
      URL.revokeObjectURL(link.href);
      link.href = URL.createObjectURL(new Blob([transcript()], { type: "text/plain" }));
    };
    // HTML allows "download" with a href only.
    fill();
    Object.assign(link, { download: "feedback.txt", onclick: fill });
  }
}

const headOf = (field) => [...field.querySelectorAll(":scope > :is(legend, label, .feedback-hint, .feedback-error)")];

/* Tie a field to its hint and its errors, for assistive technology. */
function describe(field, isWrong) {
  const described = field.querySelector(".feedback-control") ?? field;
  const set = (name, value) => (value ? described.setAttribute(name, value) : described.removeAttribute(name));
  const ids = headOf(field).map(({ id }) => id);
  field.classList.toggle("feedback-wrong", isWrong);
  set("aria-invalid", isWrong && described !== field); // ARIA has it for controls, not for groups
  set("aria-describedby", ids.filter(Boolean).join(" "));
}

/** One form's section of the page. */
export class View {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.form = section.querySelector("form");
    this.fields = [...section.querySelectorAll("[data-feedback-field]")];
    this.button = section.querySelector("form .feedback-button");
    this.status = section.querySelector(".feedback-status");
    this.states = section.querySelector("template.feedback-states");
  }

  /**
   * Questions and answers as they stand in the form now.
   * @param {(control: import("./answers.js").Control) => boolean} [isWanted]
   */
  transcript(isWanted = Boolean) {
    return transcriptOf(answeredIn(this.fields, isWanted));
  }

  /**
   * A copy of something from the template.
   * @param {string} selector
   * @param {() => string} transcript What its links to a copy hold when they are followed.
   * @returns {HTMLElement}
   */
  take(selector, transcript) {
    const element = this.states.content.querySelector(selector).cloneNode(true);
    offerCopy(element, transcript);
    return element;
  }

  /**
   * Say something about what is kept on this device, in the place of what was said of it before.
   * @param {string} selector Of its element in the template.
   * @param {() => string} [transcript] See `take`.
   * @returns {HTMLElement}
   */
  tell(selector, transcript) {
    this.section.querySelector(selector)?.remove();
    const notice = this.take(selector, transcript);
    this.section.insertBefore(notice, this.form);
    return notice;
  }

  /**
   * Draw a state; what it shows gets the focus.
   * @param {keyof STATES | "stored" | "handed_over" | "not_stored" | "unknown" | "link"} state
   * @param {() => string} [transcript] See `take`.
   * @param {(element: HTMLElement) => void} [complete]
   */
  draw(state, transcript, complete) {
    const { shows = state, isBusy = false, isError } = STATES[state] ?? {};
    this.section.dataset.feedbackState = state;
    // Never "disabled": that would lose the focus.
    this.button.setAttribute("aria-disabled", isBusy);
    this.status.textContent = isBusy ? this.states.dataset[state] : "";
    document.title = isError ? `${this.states.dataset.error} ${TITLE}` : TITLE;
    if (!shows) return;
    const element = this.take(`[data-outcome="${shows}"]`, transcript);
    element.dataset.outcome = state;
    complete(element);
    this.section.insertBefore(element, this.form);
    (element.matches("[tabindex]") ? element : element.querySelector("[tabindex]")).focus();
  }

  /** Take away what was said of the last attempt. */
  clear() {
    this.draw("untouched");
    for (const message of this.section.querySelectorAll(MESSAGES)) message.remove();
    for (const field of this.section.querySelectorAll(".feedback-wrong")) describe(field, false);
  }

  /**
   * Show messages at their fields, and a summary with a link to each.
   * @param {[field: Element, message: string][]} problems
   * @param {"wrong" | "refused"} outcome Who found them: this script, or the service.
   */
  showProblems(problems, outcome) {
    const lines = problems.map(([field, message]) => this.#mark(field, message));
    this.draw(outcome, undefined, (summary) => summary.querySelector("ul").replaceChildren(...lines));
  }

  #mark(field, message) {
    const [control] = controlsOf(field);
    const head = headOf(field);
    const error = this.take(".feedback-error");
    error.id = `${control.id}-error${head.length}`; // a field may have two
    error.append(message);
    head.at(-1).after(error);
    describe(field, true);
    // What a reader has collapsed takes no focus.
    const reveal = () => field.closest("details")?.setAttribute("open", "");
    reveal();
    const line = this.take("li");
    const link = line.firstChild;
    link.href = `#${control.id}`;
    link.textContent = message;
    link.onclick = (event) => {
      event.preventDefault();
      reveal();
      control.focus({ preventScroll: true });
      field.scrollIntoView(); // the label too, not only the control
    };
    return line;
  }

  get isSending() {
    return this.button.matches("[aria-disabled=true]");
  }

  /**
   * When to send again, as a service asked.
   * @param {number} seconds
   */
  waitInWords(seconds) {
    const [unit, number] = roughly(seconds);
    const texts = [...this.states.content.querySelectorAll(`[data-wait=${unit}]`)];
    const category = categoryOf(number, document.documentElement.lang);
    const text = texts.find((form) => form.dataset.number === category) ?? texts.at(-1);
    return text.textContent.replace("{number}", number);
  }

  /** Say how many rows of each matrix have a score; an unchanged text is not read out again. */
  countScores() {
    for (const count of this.section.querySelectorAll(".feedback-scored")) {
      const { length } = [...count.parentNode.parentNode.children].filter((row) => answeredOf(row).length);
      const text = length ? count.dataset.words.replace("{done}", length) : "";
      if (count.textContent !== text) count.textContent = text;
    }
  }

  /** Empty the form. */
  empty() {
    HTMLFormElement.prototype.reset.call(this.form);
    this.countScores();
  }
}
