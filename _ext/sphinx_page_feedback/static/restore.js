/** Puts a draft back into its form, or what was sent from another page. */

import { controlsOf } from "./answers.js";
import { DATABASE } from "./database.js";
import { entriesOf, isEmail } from "./draft.js";
import { claim, inTab } from "./kept.js";
import { dayOf, fillIn } from "./words.js";

/* Put an answer back, if the form still has a place for it. */
function putBack(controls, [name, value]) {
  const isChoice = ({ type }) => /radio|checkbox/.test(type);
  const control = controls.find((one) => one.name === name && !isEmail(one) && (!isChoice(one) || one.value === value));
  if (!control) return false;
  if (isChoice(control)) control.checked = true;
  else control.value = value;
  return control.value === value; // a list has only its options
}

/**
 * Offer again what was sent from another page, where nothing is answered yet: it is no draft.
 * @param {import("./draft.js").Draft} draft
 */
export function offerAgain(draft) {
  const { about, view } = draft;
  const [source, entries] = JSON.parse(inTab((tab) => tab.getItem(DATABASE)) ?? "[]");
  // Where it was sent, Send could make a second row of it.
  if (!entries || source === about || entriesOf(view.fields).length) return;
  for (const entry of entries) putBack(view.fields.flatMap(controlsOf), entry);
  draft.kept = JSON.stringify(entriesOf(view.fields));
}

/**
 * Put back the newest draft of a form that no other page has, unless something stands in it.
 * @param {import("./draft.js").Draft} draft The form's own.
 * @param {import("./kept.js").Kept[]} items Everything that is kept.
 */
export async function restore(draft, items) {
  const answers = JSON.stringify(entriesOf(draft.view.fields));
  for (const item of items.filter(({ kind, about }) => kind === "draft" && about === draft.about)) {
    // The browser may have put back the same, or something else.
    if (![JSON.stringify(item.entries), "[]"].includes(answers)) continue;
    if (item.id !== draft.id && (await claim(item.id))) return putAllBack(draft, item);
  }
}

async function putAllBack(draft, item) {
  const { id, view } = draft;
  const controls = view.fields.flatMap(controlsOf);
  const isWhole = item.entries.map((entry) => putBack(controls, entry)).every(Boolean);
  view.countScores();
  draft.unknown = item.unknown;
  draft.kept = JSON.stringify(entriesOf(view.fields));
  // What has no place any more would be lost with the next key: it is kept as it was.
  if (isWhole) await draft.write([{ ...item, id }], [item.id]);
  else await draft.write([{ ...item, kind: "refused" }], []);
  const notice = view.tell(isWhole ? ".feedback-restored" : ".feedback-partly", () => item.transcript);
  fillIn(notice, { date: dayOf(item.saved), until: dayOf(item.until) });
  if (!isWhole) notice.querySelector("pre").textContent = item.transcript;
  notice.querySelector("button").onclick = async () => {
    view.empty();
    notice.remove();
    controls[0].focus();
    await draft.close();
    await draft.write([], [item.id]);
  };
}
