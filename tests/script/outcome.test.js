import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fieldErrors, outcomeOf, reasonIn, valueAt } from "../../_ext/sphinx_page_feedback/static/outcome.js";

const ID = "1f2e";
const FIELDS = ["summary", "email", "topics"];
const isField = (name) => FIELDS.includes(name);

/* What test_node.py writes: tests/services/outcome_cases.json, with each service's contract. */
const CASES = JSON.parse(readFileSync(process.env.OUTCOME_CASES, "utf-8"));

test("a reply proves what the table says, as in Python", () => {
  assert.ok(CASES.length > 50);
  for (const { name, contract, status, text, outcome } of CASES) {
    const isHidden = contract.opaque && status;
    const reply = isHidden ? { type: "opaque", status: 0, text: "" } : { type: "cors", status, text };
    assert.equal(outcomeOf(reply, ID, contract, isField), outcome, name);
  }
});

test("a value at a path of a body that has no such path is nothing", () => {
  assert.equal(valueAt({ data: [{ id: 7 }] }, "data.0.id"), 7);
  for (const body of [null, "x", 1, [], { data: null }, { data: "abc" }]) {
    assert.equal(valueAt(body, "data.length"), undefined);
  }
});

test("messages about fields come in a list, by the field's name, or at the root", () => {
  const messages = [["email", "No address"]];
  for (const body of [
    { errors: [{ field: "email", message: "No address" }] },
    { errors: { email: "No address" } },
    { errors: { email: { message: "No address" } } },
    { detail: [{ loc: ["body", "email"], msg: "No address" }] },
    { errors: [{ pointer: "#/email", detail: "No address" }] },
    { email: ["No address"] },
  ]) {
    assert.deepEqual(fieldErrors(body, {}, isField), messages, JSON.stringify(body));
  }
  const shape = { items: "error.inner", field: "path", text: "msg" };
  assert.deepEqual(fieldErrors({ error: { inner: [{ path: "email", msg: "No address" }] } }, shape, isField), messages);
});

test("a message about a field that the form has not is no error of a field", () => {
  assert.deepEqual(fieldErrors({ errors: [{ field: "later", message: "Select a region" }] }, {}, isField), []);
  assert.equal(reasonIn({ errors: [{ field: "later", message: "Select a region" }] }, {}), "Select a region");
});

test("a reason is text, wherever the service has it", () => {
  assert.equal(reasonIn({ detail: "Closed" }, {}), "Closed");
  assert.equal(reasonIn({ detail: { inner: 1 }, error: "No form" }, {}), "No form");
  assert.equal(reasonIn({ errors: [{ message: "Not an address" }] }, {}), "Not an address");
  assert.equal(reasonIn({ status: { text: "No" } }, { message: ["status.text"] }), "No");
  assert.equal(reasonIn(null, {}), "");
});
