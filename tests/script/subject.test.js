import assert from "node:assert/strict";
import test from "node:test";
import { subjectOf } from "../../_ext/sphinx_page_feedback/static/subject.js";

const COSTS = { id: "costs", title: "Costs" };
const PAGES = {
  index: { title: "Start", url: "index.html", sections: [] },
  status: { title: "Status", url: "status.html", sections: [COSTS] },
};
const subject = (query, ownPage = "index") => subjectOf(new URLSearchParams(query), PAGES, ownPage);

test("an address may name another page and one of its sections", () => {
  assert.deepEqual(subject("page=status&section=costs"), { name: "status", title: "Status", url: "status.html", section: COSTS });
  assert.equal(subject("page=status&section=nowhere").section, undefined);
});

test("a section of the form's own page needs no page", () => {
  assert.equal(subject("section=costs", "status").section, COSTS);
});

for (const query of ["", "page=", "page=__proto__", "page=constructor&section=x", "page=index", "section=__proto__"]) {
  test(`"${query}" is about nothing that the site has`, () => {
    assert.equal(subject(query), undefined);
  });
}
