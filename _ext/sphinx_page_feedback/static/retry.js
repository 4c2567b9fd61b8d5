/** Whether and when something is sent again. */

export const TRIES = 5; // that a page makes by itself
export const LONGEST_WAIT = 600; // seconds that a service may ask for, if a page is to come back by itself

/**
 * What a kept answer is after a try that did not store it.
 * @param {import("./outcome.js").Outcome} outcome
 * @param {import("./outcome.js").Reply} reply
 * @param {import("./payload.js").Contract} contract
 * @returns {"waiting" | "held" | "handed_over" | "refused"} What waits is sent again by itself, since it
 *   cannot count twice. What is held may have arrived.
 */
export function kindAfter(outcome, { status }, { deduplicates }) {
  if (outcome === "unknown") return deduplicates ? "waiting" : "held";
  if (outcome === "not_stored" && [429, 503].includes(status)) return "waiting";
  return outcome === "handed_over" ? outcome : "refused";
}

/**
 * How long to wait before another try: at random, so that a crowd does not come back at once.
 * @param {number} tries Those that were made.
 * @param {number} unit Milliseconds.
 * @returns {number} Milliseconds.
 */
export const pauseAfter = (tries, unit) => Math.random() * Math.min(60, 2 ** tries) * unit;

/**
 * The seconds in a Retry-After header: a number, or a date (RFC 9110, 10.2.3).
 * @param {string | null} header
 * @param {number} now Milliseconds since 1970.
 * @returns {number} 0 where it says nothing that can be read, or a time that is over.
 */
export function secondsIn(header, now) {
  if (!header) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Math.max(0, Math.ceil(seconds)) || 0;
}

/**
 * A time in the largest unit of which there is more than one and a half, rounded up.
 * @param {number} seconds
 * @returns {["seconds" | "minute" | "minutes" | "hours", number]} "minute" is about one.
 */
export function roughly(seconds) {
  if (seconds <= 45) return ["seconds", seconds];
  return seconds <= 5400 ? ["minutes", Math.ceil(seconds / 60)] : ["hours", Math.ceil(seconds / 3600)];
}

/**
 * The category of a number in a language's plural rules: one, few, other and so on.
 * @param {number} number
 * @param {string} language
 */
export function categoryOf(number, language) {
  try {
    return new Intl.PluralRules(language).select(number);
  } catch {
    return "other"; // no tag of a language
  }
}
