/** The page that lists what this device keeps. */

import { allKept, keep } from "./kept.js";
import { sendKept } from "./outbox.js";
import { offerCopy } from "./view.js";
import { dayOf, fillIn } from "./words.js";

/**
 * List what is kept, with buttons to send, to copy and to delete it.
 * @param {HTMLElement} root
 */
export async function listKept(root) {
  const find = (selector, element = root) => element.querySelector(selector);
  const { dataset } = root;
  const status = find("[role=status]");

  async function draw() {
    const items = await allKept();
    find("ul").replaceChildren(...items.map(entryOf));
    find(".feedback-none").hidden = items.length;
    const all = find(".feedback-all");
    all.hidden = !items.length;
    find("button", all).onclick = () => remove(items);
  }

  function entryOf(item) {
    const entry = find("li", find("template").content).cloneNode(true);
    const { address, kind, reason, saved, title, transcript, until, url } = item;
    for (const line of entry.querySelectorAll("[data-kind]")) if (line.dataset.kind !== kind) line.remove();
    fillIn(entry, { date: dayOf(saved), until: dayOf(until) });
    Object.assign(find("a", entry), { href: url, textContent: title });
    find(".feedback-reason", entry).textContent = reason ?? "";
    find("pre", entry).textContent = transcript;
    offerCopy(entry, () => transcript);
    const [again, away] = entry.querySelectorAll("button");
    if (!address) again.remove();
    again.onclick = () => send(item);
    away.onclick = () => remove([item]);
    return entry;
  }

  async function send(item) {
    status.textContent = dataset.sending;
    const { outcome, reference } = await sendKept(item);
    const isStored = outcome === "stored";
    await say(isStored ? dataset.stored : dataset.unsent);
    if (isStored && reference) status.append(" ", dataset.reference.replace("{reference}", () => reference));
  }

  async function remove(items) {
    await keep([], items.map(({ id }) => id));
    await say(dataset.deleted);
  }

  async function say(text) {
    status.textContent = text;
    await draw();
    status.focus(); // what was pressed is gone
  }

  root.hidden = false;
  await draw();
}
