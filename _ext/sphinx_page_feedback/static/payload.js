/** What is sent, in the way that a service wants it. */

/**
 * @typedef {object} Contract What the build says of the service; all keys may be missing.
 * @property {string} [script_endpoint] Where to post, if not to the form's action.
 * @property {"multipart" | "json"} [encoding] Else urlencoded.
 * @property {string[]} [leave_out] Names that only a form without script sends.
 * @property {boolean} [join_lists] Several answers to a question are one text.
 * @property {boolean} [numbers] Ratings are numbers in JSON.
 * @property {object} [body] The JSON to send; "$fields" in it stands for the answers.
 * @property {Record<string, string>} [names] The service's name of a field; "" leaves it out.
 * @property {boolean} [replaces] It takes the ids of attempts in whose place another is sent.
 * @property {boolean} [opaque] A page may not read the service's replies.
 * @property {string} [native_if] A refusal with this text is followed by a post without script.
 * @property {Link} [link] Nothing is posted: a link leads to another program.
 * @property {import("./outcome.js").Success} [success]
 * @property {import("./outcome.js").Repeated[]} [repeated]
 * @property {import("./outcome.js").Errors} [errors]
 */

/**
 * @typedef {object} Link
 * @property {string} title The query's key for the title.
 * @property {string} body The query's key for the text.
 * @property {number} limit The longest address that works, in characters.
 * @property {boolean} [each_answer] Each answer has a key of its own in the query.
 */

const LAST_CHANCE = 60_000; // bytes; of 65,536, keepalive takes no more, headers included

/**
 * A body of the kind that is sent to its end though the page has been left, if it is not too long.
 * @param {FormData} data
 * @returns {{body: URLSearchParams, keepalive: boolean}}
 */
export function urlencoded(data) {
  const body = new URLSearchParams(data);
  return { body, keepalive: body.toString().length < LAST_CHANCE };
}
