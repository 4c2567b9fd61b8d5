/** A service that is another program: nothing is posted, a link opens it with the answers filled in. */

/**
 * The address that opens another program with the answers filled in.
 * @param {Link} link
 * @param {string} address The program's own.
 * @param {FormData} data
 * @param {string} title
 * @param {string} text Questions and answers.
 * @returns {{address: string, isTooLong: boolean}} Too long: the address has the title alone.
 */
export function linkTo(link, address, data, title, text) {
  const query = { [link.title]: title };
  if (link.each_answer) {
    for (const name of data.keys()) query[name] = data.getAll(name).filter(Boolean).join("; ");
  } else {
    query[link.body] = text.replaceAll("\n", "\r\n");
  }
  const filled = addressWith(address, query);
  const isTooLong = filled.length > link.limit;
  return { address: isTooLong ? addressWith(address, { [link.title]: title }) : filled, isTooLong };
}

/* No URLSearchParams: a mail program shows its "+" as it is. */
function addressWith(address, query) {
  const pairs = Object.entries(query).filter(([, value]) => value);
  return `${address}?${pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
}

/**
 * Show the link that opens the program.
 * @param {import("./sending.js").Sender} sender
 */
export function showLink({ address, attempt, contract, view }) {
  const text = `${attempt.transcript}\n\n${location.href}`;
  const { address: filled, isTooLong } = linkTo(contract.link, address, attempt.data, document.title, text);
  view.draw("link", () => view.transcript(), (notice) => {
    Object.assign(notice.querySelector("a.feedback-open"), { href: filled, target: "_blank" });
    if (isTooLong) notice.querySelector(".feedback-reason").textContent = notice.dataset.long;
  });
}
