/** What this device keeps for a reader: read, written and let go. */

import { DATABASE, STORE, connect } from "./database.js";

/**
 * @typedef {object} Kept
 * @property {string} id Of a draft, random; else the submission's.
 * @property {"draft" | "waiting" | "held" | "handed_over" | "refused"} kind See `kindAfter`.
 * @property {string} about The page of the form, and the page and section that it is about.
 * @property {string} title The page's title.
 * @property {string} url The page's address.
 * @property {number} saved Milliseconds since 1970.
 * @property {number} until The same; after it, it is deleted.
 * @property {[name: string, value: string][]} entries Never with an e-mail address.
 * @property {string} transcript Questions and answers, to copy.
 * @property {string[]} [unknown] Of a draft: ids of attempts that may have arrived before it was edited.
 * @property {string} [draft] The draft that it was.
 * @property {string} [address] Of what is sent: where to, and how.
 * @property {import("./payload.js").Contract} [contract]
 * @property {string[]} [numbers] Names whose answers are numbers.
 */

/**
 * Everything that is kept, the newest first.
 * @returns {Promise<Kept[]>}
 */
export async function allKept() {
  const database = await connect().catch(() => undefined);
  if (!database) return [];
  const request = database.transaction(STORE).objectStore(STORE).getAll();
  const items = await new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve([]);
    database.close();
  });
  const over = items.filter(({ until }) => until < Date.now()).map(({ id }) => id);
  if (over.length) await keep([], over);
  return items.filter(({ id }) => !over.includes(id)).sort((a, b) => b.saved - a.saved);
}

let last = Promise.resolve();

/**
 * Write and delete in one step, after every step before it.
 * @param {Kept[]} items What to put.
 * @param {string[]} [gone] Ids of what to delete.
 * @returns {Promise<void>} Rejected where the browser keeps nothing.
 */
export function keep(items, gone = []) {
  last = last.catch(() => {}).then(() => write(items, gone));
  return last;
}

let opened;

/** Open the database. It stays open: while a page is left there is no time to open it. */
export function open() {
  const forget = () => {
    opened = undefined;
  };
  opened ??= connect(true);
  opened.then((database) => Object.assign(database, { onclose: forget }), forget);
  return opened;
}

async function write(items, gone) {
  const database = await open();
  // "strict": on the disk, and not only on its way there.
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  for (const id of gone) transaction.objectStore(STORE).delete(id);
  for (const item of items) transaction.objectStore(STORE).put(item);
  transaction.commit?.();
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

const claimed = new Set();

/**
 * Have something for this page alone, until it is left.
 * @param {string} id
 * @returns {Promise<boolean>} False if another page has it. A browser without locks says true.
 */
export function claim(id) {
  return new Promise((resolve) => {
    if (!navigator.locks || claimed.has(id)) return resolve(true);
    const granted = (lock) => {
      resolve(Boolean(lock));
      if (!lock) return undefined;
      claimed.add(id);
      return new Promise((release) => addEventListener("pagehide", release, { once: true })).then(() => claimed.delete(id));
    };
    return navigator.locks.request(`page-feedback:${id}`, { ifAvailable: true }, granted).catch(() => resolve(true));
  });
}

// Of the session of the tab: it is gone with the tab.
const SHARED = "page-feedback:shared";

/** Do something with the storage of the tab, which a browser may forbid. */
export function inTab(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

/** Whether the reader has said that others use this device too: then nothing is kept. */
export const isShared = () => inTab((tab) => tab.getItem(SHARED)) !== null;

/**
 * Note answers that the same questions are offered elsewhere, until the tab is closed.
 * @param {string} about Where they were sent; see `Kept`.
 * @param {[name: string, value: string][]} entries
 */
export function remember(about, entries) {
  if (entries.length && !isShared()) inTab((tab) => tab.setItem(DATABASE, JSON.stringify([about, entries])));
}

/**
 * Keep nothing any more, and delete all that is kept; or keep again.
 * @param {boolean} isOn
 */
export async function setShared(isOn) {
  inTab((tab) => tab.removeItem(DATABASE));
  // Where it cannot be noted, the next page asks again.
  inTab((tab) => (isOn ? tab.setItem(SHARED, "") : tab.removeItem(SHARED)));
  if (isOn) await keep([], (await allKept()).map(({ id }) => id)).catch(() => {});
}
