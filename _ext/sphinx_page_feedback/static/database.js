/** The database of what this device keeps for a site: drafts, and answers that may not have arrived. */

export const STORE = "kept";

/* An origin may have several sites. This script lies one folder below the root of its site. */
export const DATABASE = `page-feedback:${new URL("..", document.currentScript.src).pathname}`;

/**
 * Open the database.
 * @param {boolean} [mayMake] Else an upgrade that is aborted leaves nothing where nothing was.
 * @returns {Promise<IDBDatabase>} Rejected where there is none, or where the browser allows none.
 */
export const connect = (mayMake) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => {
      if (mayMake) request.result.createObjectStore(STORE, { keyPath: "id" });
      else request.transaction.abort();
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      reject(request.error);
    };
  });

/**
 * Whether something is kept.
 * @returns {Promise<boolean>}
 */
export async function keepsSomething() {
  const database = await connect();
  const count = database.transaction(STORE).objectStore(STORE).count();
  return new Promise((resolve) => {
    count.onsuccess = () => resolve(count.result > 0);
    database.close(); // when the count is done
  });
}
