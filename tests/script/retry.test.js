import assert from "node:assert/strict";
import { test } from "node:test";

import { categoryOf, roughly, secondsIn } from "../../_ext/sphinx_page_feedback/static/retry.js";

const NOW = Date.parse("Thu, 26 Nov 2026 10:00:00 GMT");

test("a wait is a number of seconds or a date", () => {
  assert.equal(secondsIn("7", NOW), 7);
  assert.equal(secondsIn("Thu, 26 Nov 2026 10:01:30 GMT", NOW), 90);
});

test("what cannot be read, or is over, is no wait", () => {
  for (const header of [null, "", "soon", "-5", "Thu, 26 Nov 2026 09:00:00 GMT"]) {
    assert.equal(secondsIn(header, NOW), 0);
  }
});

test("a wait is never told as shorter than it is by half", () => {
  assert.deepEqual(roughly(7), ["seconds", 7]);
  assert.deepEqual(roughly(60), ["minutes", 1]);
  assert.deepEqual(roughly(91), ["minutes", 2]);
  assert.deepEqual(roughly(7000), ["hours", 2]);
});

test("the category of a number is that of the language", () => {
  assert.equal(categoryOf(1, "en-GB"), "one");
  assert.equal(categoryOf(3, "pl"), "few");
  assert.equal(categoryOf(2, "cy"), "two");
  assert.equal(categoryOf(2, "no language"), "other");
});
