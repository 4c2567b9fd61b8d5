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

/**
 * Put several answers to a question into one text.
 * @param {FormData} data Changed in place.
 */
export function joinLists(data) {
  for (const name of new Set(data.keys())) data.set(name, data.getAll(name).join("; "));
}

/**
 * Write the answers as JSON; unanswered questions are left out.
 * @param {FormData} data
 * @param {(name: string) => boolean} isNumber Whether the answers under a name are numbers.
 * @param {object} [template] What to send, with "$fields" where the answers go.
 * @returns {string}
 */
export function jsonOf(data, isNumber, template) {
  const fields = {};
  for (const name of new Set(data.keys())) {
    const answers = data.getAll(name).filter(Boolean);
    const values = isNumber(name) ? answers.map(Number) : answers;
    if (values.length) fields[name] = values.length > 1 ? values : values[0];
  }
  let isPlaced = false; // an answer may be "$fields" too
  const place = (_, value) => {
    if (value !== "$fields" || isPlaced) return value;
    isPlaced = true;
    return fields;
  };
  return JSON.stringify(template ?? fields, place);
}

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

/**
 * The address that opens another program with the answers filled in.
 * @param {Link} link
 * @param {string} address The program's own.
 * @param {FormData} data
 * @param {string} title
 * @param {string} text Questions and answers.
 * @returns {{address: string, isTooLong: boolean}} Too long: the address has the title alone.
 */
export function linkTo(link, address, data, title, text) {
  const query = { [link.title]: title };
  if (link.each_answer) {
    for (const name of data.keys()) query[name] = data.getAll(name).filter(Boolean).join("; ");
  } else {
    query[link.body] = text.replaceAll("\n", "\r\n");
  }
  const filled = addressWith(address, query);
  const isTooLong = filled.length > link.limit;
  return { address: isTooLong ? addressWith(address, { [link.title]: title }) : filled, isTooLong };
}

/* No URLSearchParams: a mail program shows its "+" as it is. */
function addressWith(address, query) {
  const pairs = Object.entries(query).filter(([, value]) => value);
  return `${address}?${pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
}
