/** The outbox: answers that wait on this device to be sent again. */

import { allKept, claim, keep } from "./kept.js";
import { outcomeOf, parse, reasonIn } from "./outcome.js";
import { post } from "./posting.js";
import { kindAfter } from "./retry.js";
import { WAITS } from "./sending.js";

/**
 * @typedef {object} Result
 * @property {import("./outcome.js").Outcome} outcome
 * @property {string} [reference] The receiver's.
 * @property {number} [wait] Seconds that the service asks for.
 * @property {boolean} waits It is to be sent again.
 */

/**
 * Send one answer from the device, and let go of it if it is stored.
 * @param {import("./kept.js").Kept} item
 * @returns {Promise<Result>}
 */
export async function sendKept(item) {
  const { id, contract, entries } = item;
  const reply = await post(item, WAITS.Timeout);
  const body = parse(reply.text);
  const outcome = outcomeOf(reply, id, contract, (name) => entries.some(([other]) => other === name));
  const kind = kindAfter(outcome, reply, contract);
  const reason = outcome === "unknown" ? "" : reasonIn(body, contract.errors ?? {});
  const isStored = outcome === "stored";
  await keep(isStored ? [] : [{ ...item, kind, reason }], isStored ? [id] : []);
  return { outcome, reference: Object(body).reference, wait: reply.wait, waits: kind === "waiting" };
}

/**
 * Send what waits, and that no page is sending.
 * @param {(id: string) => boolean} isOnPage Whether a form of this page sends it by itself.
 * @param {(item: import("./kept.js").Kept, result: Result) => void} tell
 * @returns {Promise<Result[]>}
 */
export async function sendAllKept(isOnPage, tell) {
  const results = [];
  for (const item of await allKept()) {
    if (item.kind !== "waiting" || isOnPage(item.id) || !(await claim(item.id))) continue;
    const result = await sendKept(item);
    tell(item, result);
    results.push(result);
  }
  return results;
}
