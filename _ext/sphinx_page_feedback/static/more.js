/** What few visits need: drafts put back, answers that wait sent, the list of both, and links. */

import { allKept } from "./kept.js";
import { joinLists, jsonOf } from "./bodies.js";
import { showLink } from "./link.js";
import { listKept } from "./list.js";
import { postWithoutScript } from "./native.js";
import { sendAllKept } from "./outbox.js";
import { offerAgain, restore } from "./restore.js";
import { LONGEST_WAIT, TRIES, pauseAfter } from "./retry.js";
import { WAITS, allSenders } from "./sending.js";
import { dayOf, fillIn } from "./words.js";

/* What was sent from the device is said above the page's first form. */
function tellResult(item, { outcome, reference }) {
  const [{ view }] = allSenders();
  const notice = view.tell(outcome === "stored" ? ".feedback-received" : ".feedback-kept", () => item.transcript);
  fillIn(notice, { page: item.title, date: dayOf(item.saved) });
  const line = notice.querySelector(".feedback-reference");
  if (reference && line) line.querySelector("strong").textContent = reference;
  else line?.remove();
}

let tries = 0;

/* Send what was left by another page. */
async function sendWaiting() {
  const isOnPage = (id) => allSenders().some(({ attempt }) => attempt?.id === id);
  const results = await sendAllKept(isOnPage, tellResult);
  const wait = Math.max(0, ...results.map((result) => result.wait ?? 0));
  if (!results.some(({ waits }) => waits) || wait > LONGEST_WAIT || tries >= TRIES) return;
  setTimeout(sendWaiting, Math.max(wait * 1000, pauseAfter(tries++, WAITS.Retry)));
}

async function restoreAll() {
  const items = await allKept();
  for (const { draft } of allSenders()) {
    await restore(draft, items);
    offerAgain(draft);
  }
  await sendWaiting();
}

Object.assign(globalThis.pageFeedback, { joinLists, jsonOf, postWithoutScript, showLink });
const list = document.querySelector(".feedback-list");
if (list) listKept(list);
else {
  restoreAll();
  addEventListener("online", sendWaiting);
  document.addEventListener("visibilitychange", () => document.hidden || sendWaiting());
}
document.currentScript.dataset.ready = "true"; // page.js looks for it
