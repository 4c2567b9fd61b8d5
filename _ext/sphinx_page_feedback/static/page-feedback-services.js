/* What only some form services need, loaded on their pages alone. */
window.pageFeedback = {
  /* The fields as JSON; unanswered ones are left out. */
  jsonOf(form, data, service) {
    const isNumber = (name) =>
      service.numbers && form.querySelector(`.feedback-points [name="${CSS.escape(name)}"]`);
    const fields = {};
    for (const name of new Set(data.keys())) {
      const given = data.getAll(name).filter(Boolean);
      const values = isNumber(name) ? given.map(Number) : given;
      if (given.length) fields[name] = given.length > 1 ? values : values[0];
    }
    let placed; // a reader may write "$fields" too
    return JSON.stringify(service.body ?? fields, (_, value) =>
      value === "$fields" && !placed ? (placed = fields) : value,
    );
  },

  /* The address that fills a text in, and whether the text was too long for it. */
  linkTo({ title: titled, body, limit, each }, action, data, title, words) {
    const said = { [titled]: title };
    if (each) for (const name of data.keys()) said[name] = data.getAll(name).filter(Boolean).join("; ");
    else said[body] = words.replaceAll("\n", "\r\n");
    const addressOf = (values) => {
      const pairs = Object.entries(values).filter(([, value]) => value);
      return `${action}?${pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
    };
    const long = addressOf(said).length > limit;
    return { address: addressOf(long ? { [titled]: title } : said), long };
  },

  /* Lets the browser post the form, with the same id. */
  sendWithoutScript(form, data) {
    for (const [name, value] of data) {
      if (form.querySelector(`[name="${CSS.escape(name)}"]`)) continue;
      form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    HTMLFormElement.prototype.submit.call(form);
  },
};
