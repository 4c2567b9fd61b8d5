/** One post to a service, and its reply. */

import { urlencoded } from "./payload.js";
import { secondsIn } from "./retry.js";

/**
 * @typedef {object} Parcel What is posted.
 * @property {string} address
 * @property {import("./payload.js").Contract} contract
 * @property {[name: string, value: string][]} entries
 * @property {string[]} numbers Names whose answers are numbers.
 */

function requestOf({ contract, entries, numbers }) {
  const headers = { Accept: "application/json" };
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  for (const name of contract.leave_out ?? []) data.delete(name); // a redirect would end the fetch
  const { joinLists, jsonOf } = globalThis.pageFeedback; // page.js has loaded them where they are needed
  if (contract.join_lists) joinLists(data);
  if (contract.encoding === "multipart") return { headers, body: data };
  if (contract.encoding !== "json") return { headers, ...urlencoded(data) };
  headers["Content-Type"] = headers.Accept;
  return { headers, body: jsonOf(data, (name) => numbers.includes(name), contract.body) };
}

/**
 * Post once.
 * @param {Parcel} parcel
 * @param {number} timeout Milliseconds.
 * @returns {Promise<import("./outcome.js").Reply>} Status 0 where no whole reply came.
 */
export async function post(parcel, timeout) {
  const { address, contract } = parcel;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  try {
    const reply = await fetch(address, {
      method: "POST",
      mode: contract.opaque ? "no-cors" : "cors",
      credentials: "omit",
      signal: controller.signal,
      ...requestOf(parcel),
    });
    const { type, status } = reply;
    return { type, status, text: await reply.text(), wait: secondsIn(reply.headers.get("Retry-After"), Date.now()) };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(timer);
  }
}
