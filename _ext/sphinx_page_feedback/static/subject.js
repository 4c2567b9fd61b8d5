/** Which page and section an address is about. */

/**
 * The page and section that an address is about, if the site has them.
 * @param {URLSearchParams} query
 * @param {Record<string, {title: string, url: string, sections: {id: string, title: string}[]}>} pages
 * @param {string} ownPage The page on which the form stands.
 * @returns {{name: string, title: string, url: string, section?: {id: string, title: string}} | undefined}
 */
export function subjectOf(query, pages, ownPage) {
  const name = query.get("page") ?? ownPage;
  if (!Object.hasOwn(pages, name)) return undefined;
  const { title, url, sections } = pages[name];
  const section = sections.find(({ id }) => id === query.get("section"));
  return section || name !== ownPage ? { name, title, url, section } : undefined;
}
