/** The answers in a form's fields, and the rules that each field carries in its attributes. */

/** The same as in model/fields.py. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/**
 * The controls of a field, in the order of the page.
 * @param {Element} field
 * @returns {Control[]}
 */
export const controlsOf = (field) => [...field.querySelectorAll("input, select, textarea")];

/**
 * The controls of a field that hold an answer.
 * @param {Element} field
 * @returns {Control[]}
 */
export const answeredOf = (field) =>
  controlsOf(field).filter(({ type, value, checked }) => value && (checked || !/radio|checkbox/.test(type)));

/**
 * The message of the first rule that an answer breaks.
 *
 * Lengths are counted in code points, as Python counts them: the receiver counts again.
 * @param {string | undefined} answer What was typed or chosen.
 * @param {DOMStringMap} rules The data attributes of the field.
 * @returns {string | undefined} Nothing where the answer is right.
 */
export function brokenRule(answer, rules) {
  const text = answer?.trim();
  if (!text) return rules.feedbackMissing;
  if ([...text].length < rules.feedbackMin) return rules.feedbackShort;
  if ([...answer].length > rules.feedbackMax) return rules.feedbackLong;
  return EMAIL.test(text) ? undefined : rules.feedbackFormat;
}

/**
 * Questions and answers as a text that a reader can keep.
 * @param {{question: string, answers: string[]}[]} answered
 * @returns {string}
 */
export const transcriptOf = (answered) =>
  answered.map(({ question, answers }) => [question, ...answers].join("\n")).join("\n\n");
