/** Puts a draft back into its form. */

import { controlsOf } from "./answers.js";
import { entriesOf, putBack } from "./draft.js";
import { claim } from "./kept.js";
import { dayOf, fillIn } from "./words.js";

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
