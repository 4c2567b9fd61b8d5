/** Words with something filled in. */

/**
 * A moment's day, in the language of the document.
 * @param {number} moment Milliseconds since 1970.
 * @returns {string}
 */
export function dayOf(moment) {
  const date = new Date(moment);
  try {
    return date.toLocaleDateString(document.documentElement.lang || undefined, { dateStyle: "long" });
  } catch {
    return date.toLocaleDateString(); // no tag of a language
  }
}

/**
 * Fill in what stands in braces, in the text of an element and of all in it.
 * @param {Node} node
 * @param {Record<string, string>} values
 */
export function fillIn(node, values) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) child.data = child.data.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
    else fillIn(child, values);
  }
}
