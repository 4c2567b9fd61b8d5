/** Bodies for services that take no repeated names, or no form. */

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
  // An answer may be "$fields" too.
  let isPlaced = false;
  const place = (_, value) => {
    if (value !== "$fields" || isPlaced) return value;
    isPlaced = true;
    return fields;
  };
  return JSON.stringify(template ?? fields, place);
}
