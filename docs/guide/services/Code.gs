/*
 * Stores what readers send as rows of a Google Sheet, and gives them back to whoever knows
 * the secret. For sites made with sphinx-page-feedback; MIT licence.
 *
 * Paste it into Extensions > Apps Script of the sheet, set SITE and FIELDS, run `setUp` once,
 * and deploy it as a web app: execute as "Me", access "Anyone".
 */

/* Where your site is; readers without JavaScript are led back there and nowhere else. */
const SITE = "https://consultation.example.org/";
/* The names of your questions; what has another name goes into the last column, "other". */
const FIELDS = ["nature", "summary", "details", "organisation", "role", "email"];
const TAB = "Feedback";
const LONGEST = 20000; // characters of one answer; a cell of a sheet holds 50,000
const WAIT = 20000; // milliseconds that a writer waits for the others
const NAME = /^[a-z][a-z0-9_]{0,99}$/;
const COLUMNS = ["received_at", "submission_id", "form", "form_version", "page", "page_url",
  "page_title", "section", "came_from", "language", "release", "elapsed_ms", "hp_field"]
  .concat(FIELDS, "other");

/* Run this from the editor, once and after each change of FIELDS: it writes the columns that
   are missing, makes the secret for reading, and shows it in the log. */
function setUp() {
  const sheet = openSheet();
  const names = namesOf(sheet);
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length) sheet.getRange(1, names.length + 1, 1, missing.length).setValues([missing]);
  const properties = PropertiesService.getScriptProperties();
  if (!properties.getProperty("SECRET")) {
    properties.setProperty("SECRET", Utilities.getUuid() + Utilities.getUuid());
  }
  console.log("FEEDBACK_SHEET_SECRET=" + properties.getProperty("SECRET"));
}

function doPost(event) {
  const byScript = Boolean(event.parameter.submission_id); // only the page's script makes one
  const id = event.parameter.submission_id || Utilities.getUuid();
  let outcome;
  try {
    store(id, event.parameters);
    outcome = { result: "success", submission_id: id };
  } catch (error) {
    outcome = { result: "error", error: String(error.message || error) };
  }
  return byScript ? asJson(outcome) : asPage(outcome, event.parameter.page_url || "");
}

/* Gives back rows after the first `after`, `limit` at a time. */
function doGet(event) {
  const secret = PropertiesService.getScriptProperties().getProperty("SECRET");
  if (!secret || event.parameter.secret !== secret) {
    return asJson({ result: "error", error: "The secret is not right." });
  }
  const sheet = openSheet();
  const names = namesOf(sheet);
  const after = Math.max(0, Number(event.parameter.after) || 0);
  const limit = Math.min(1000, Math.max(1, Number(event.parameter.limit) || 500));
  const count = Math.max(0, Math.min(limit, sheet.getLastRow() - 1 - after));
  const rows = count
    ? sheet.getRange(after + 2, 1, count, names.length).getDisplayValues()
    : [];
  const more = after + count < sheet.getLastRow() - 1;
  return asJson({
    result: "success",
    rows: rows.map((row) => toObject(names, row)),
    next: more ? String(after + count) : "",
  });
}

function store(id, parameters) {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error("The submission_id is no UUID.");
  const lock = LockService.getScriptLock();
  lock.waitLock(WAIT);
  try {
    const sheet = openSheet();
    if (isStored(sheet, id)) return;
    const values = valuesOf(parameters);
    values.submission_id = id;
    values.received_at = new Date().toISOString();
    const row = rowOf(namesOf(sheet), values);
    const place = sheet.getRange(sheet.getLastRow() + 1, 1, 1, row.length);
    place.setNumberFormat("@"); // text stays text
    place.setValues([row]);
    SpreadsheetApp.flush();
  } finally {
    lock.releaseLock();
  }
}

function isStored(sheet, id) {
  const rows = sheet.getLastRow() - 1;
  if (rows < 1) return false;
  const column = namesOf(sheet).indexOf("submission_id") + 1;
  const finder = sheet.getRange(2, column, rows, 1).createTextFinder(id);
  return finder.matchEntireCell(true).findNext() !== null;
}

/* Several answers to one question share a cell. */
function valuesOf(parameters) {
  const values = {};
  for (const name of Object.keys(parameters)) {
    const text = parameters[name].filter(Boolean).join("; ");
    if (!NAME.test(name) || !text) continue;
    if (text.length > LONGEST) throw new Error(name + " is longer than " + LONGEST + " characters.");
    values[name] = text;
  }
  return values;
}

function openSheet() {
  const book = SpreadsheetApp.getActiveSpreadsheet();
  return book.getSheetByName(TAB) || book.insertSheet(TAB);
}

function namesOf(sheet) {
  const width = sheet.getLastColumn();
  return width ? sheet.getRange(1, 1, 1, width).getDisplayValues()[0] : [];
}

/* Nobody but the team adds columns: what has none is kept in "other". */
function rowOf(names, values) {
  if (!names.includes("submission_id")) throw new Error("Run setUp first.");
  const rest = {};
  for (const name of Object.keys(values)) if (!names.includes(name)) rest[name] = values[name];
  const other = Object.keys(rest).length ? JSON.stringify(rest) : "";
  return names.map((name) => guard(name === "other" ? other : values[name] || ""));
}

/* A text that the sheet, or a program that opens its export, might run stays a text. */
function guard(text) {
  return /^[\s']*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^'*[\t\r\n]/.test(text) ? "'" + text : text;
}

function unguard(text) {
  return text[0] === "'" && guard(text.slice(1)) === text ? text.slice(1) : text;
}

function toObject(names, row) {
  const found = {};
  names.forEach((name, index) => {
    const text = unguard(row[index]);
    if (text && name === "other") Object.assign(found, JSON.parse(text));
    else if (text) found[name] = text;
  });
  return found;
}

function asJson(data) {
  return ContentService.createTextOutput(JSON.stringify(data)).setMimeType(
    ContentService.MimeType.JSON,
  );
}

/* What a reader without JavaScript sees. */
function asPage(outcome, pageUrl) {
  const back = pageUrl.indexOf(SITE) === 0 ? pageUrl : SITE;
  const words =
    outcome.result === "success"
      ? "Thank you. We have received your feedback."
      : "Your feedback was not stored. Go back with your browser: your words are still there.";
  const template = HtmlService.createTemplate(
    '<h1><?= words ?></h1><p><a href="<?= back ?>" target="_top">Back to the page</a></p>',
  );
  template.words = words;
  template.back = back;
  return template.evaluate().setTitle(words);
}
