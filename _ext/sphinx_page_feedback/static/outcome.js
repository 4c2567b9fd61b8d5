/** What the reply of a service proves, by the table that page-feedback check reads too. */

import TABLE from "../services/outcomes.json" with { type: "json" };

/** @typedef {"stored" | "handed_over" | "not_stored" | "refused" | "unknown"} Outcome */

/**
 * @typedef {object} Reply
 * @property {string} [type] "opaque" where a page may not read it.
 * @property {number} status
 * @property {string} text
 */

/**
 * @typedef {object} Success The evidence that a submission was stored.
 * @property {string[]} [has] Paths in the JSON that must hold something.
 * @property {Record<string, string>} [equals] Paths, and the text that each must be equal to.
 * @property {string} [echoes] The path that must hold the id that was sent.
 */

/**
 * @typedef {object} Repeated A refusal that means that the submission was stored before.
 * @property {number} status
 * @property {string} [path] Of a text in the JSON, or of a list of texts; else all of the body.
 * @property {string} [text] What is in it; else the status alone says it.
 */

/**
 * @typedef {object} Errors Where a refusal says why, if not in one of the usual places.
 * @property {string} [items] The path of the errors about fields.
 * @property {string} [field] Where an error has the name of its field.
 * @property {string} [text] Where it has its message.
 * @property {string[]} [message] Paths of a message about all of it, in order.
 */

const OUR_TYPES = "urn:sphinx-page-feedback:";

/**
 * The value at a path like "data.items.0".
 * @param {any} value
 * @param {string} path
 */
export const valueAt = (value, path) =>
  path.split(".").reduce((inner, key) => (Object(inner) === inner && Object.hasOwn(inner, key) ? inner[key] : undefined), value);

const isFilled = (value) => Boolean(Object(value) === value ? Object.keys(value).length : value);

const asText = (value) => (Object(value) === value || value === null ? undefined : String(value));

const asList = (value) => (Array.isArray(value) ? value : [value]);

/** The JSON of a reply; null if it is none. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const holdsEvidence = (body, id, { has = [], equals = {}, echoes }) =>
  has.every((path) => isFilled(valueAt(body, path))) &&
  Object.entries(equals).every(([path, text]) => asText(valueAt(body, path)) === text) &&
  (!echoes || valueAt(body, echoes) === id);

const reportsFailure = (body) =>
  TABLE.failure.filled.some((path) => isFilled(valueAt(body, path))) ||
  TABLE.failure.equals.some(([path, text]) => asText(valueAt(body, path)) === text);

const isRepeat = (reply, body, { status, path, text }) =>
  reply.status === status &&
  (!text || asList(path ? valueAt(body, path) : reply.text).some((value) => typeof value === "string" && value.includes(text)));

/* The words of an error: a text, a list of texts, or an object with one. */
function messageOf(error, paths) {
  const isObject = Object(error) === error && !Array.isArray(error);
  const texts = (isObject ? paths.map((path) => valueAt(error, path)) : asList(error)).filter(
    (text) => text && typeof text === "string",
  );
  return isObject ? (texts[0] ?? "") : texts.join(" ");
}

/* Errors with what names the field of each: a list, or an object by field. */
function errorsIn(body, { items, field }) {
  const lists = [items, ...TABLE.errors.items].map((path) => path && valueAt(body, path));
  const errors = lists.find((list) => Object(list) === list && isFilled(list)) ?? [];
  if (!Array.isArray(errors)) return Object.entries(errors);
  const paths = [field, ...TABLE.errors.field].filter(Boolean);
  return errors.map((error) => [paths.map((path) => valueAt(error, path)).find(Boolean) ?? "", error]);
}

/* "data.age", "#/age" and ["body", "age"] name the field "age": the end comes first. */
const partsOf = (place) => asList(place).join(".").split(/[./]/).reverse();

/**
 * The messages about fields of the form in the body of a refusal.
 * @param {any} body
 * @param {Errors} errors
 * @param {(name: string) => boolean} isField
 * @returns {[name: string, message: string][]}
 */
export function fieldErrors(body, errors, isField) {
  const paths = [errors.text, ...TABLE.errors.text].filter(Boolean);
  const listed = errorsIn(body, errors).map(([place, error]) => [partsOf(place).find(isField), messageOf(error, paths)]);
  // Django REST framework: {"field": ["text"]}. A text alone may be an echo of the answer.
  const named = Array.isArray(body) ? [] : Object.entries(Object(body));
  const rooted = named.filter(([name, error]) => isField(name) && Array.isArray(error));
  return [...listed, ...rooted.map(([name, error]) => [name, messageOf(error, [])])].filter(
    ([name, message]) => name && message,
  );
}

/**
 * The message about all of a refusal; else the first one about anything.
 * @param {any} body
 * @param {Errors} errors
 * @returns {string} Empty if there is none.
 */
export function reasonIn(body, errors) {
  const paths = [...(errors.message ?? []), ...TABLE.errors.message];
  const reason = paths.map((path) => valueAt(body, path)).find((text) => text && typeof text === "string");
  const texts = [errors.text, ...TABLE.errors.text].filter(Boolean);
  return reason ?? errorsIn(body, errors).map(([, error]) => messageOf(error, texts)).find(Boolean) ?? "";
}

function* factsOf(reply, id, { success = {}, repeated = [], errors = {} }, isField) {
  if (!reply.status && reply.type !== "opaque") return yield "network";
  if (reply.type === "opaque") return yield "opaque";
  const body = parse(reply.text);
  yield String(reply.status);
  yield `${String(reply.status)[0]}xx`;
  if (!isFilled(success)) yield "unconfirmable";
  else if (holdsEvidence(body, id, success)) {
    yield "confirmed";
    if (success.echoes) yield "echoed";
  }
  if (reportsFailure(body)) yield "failed";
  if (fieldErrors(body, errors, isField).length) yield "errors";
  if (repeated.some((one) => isRepeat(reply, body, one))) yield "repeated";
  const type = asText(valueAt(body, "type"));
  if (type?.startsWith(OUR_TYPES)) yield `type:${type.slice(OUR_TYPES.length)}`;
}

/**
 * What became of a submission: the first rule of the table all of whose facts hold decides.
 * @param {Reply} reply Status 0 without a type is no whole reply.
 * @param {string} id The submission's id.
 * @param {import("./payload.js").Contract} contract
 * @param {(name: string) => boolean} isField
 * @returns {Outcome}
 */
export function outcomeOf(reply, id, contract, isField) {
  const facts = new Set(factsOf(reply, id, contract, isField));
  return TABLE.rules.find(([needed]) => needed.split(" ").every((fact) => !fact || facts.has(fact)))[1];
}
