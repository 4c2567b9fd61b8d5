import assert from "node:assert/strict";
import { test } from "node:test";

import { categoryOf, kindAfter, pauseAfter, roughly, secondsIn } from "../../_ext/sphinx_page_feedback/static/retry.js";

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

test("only what cannot count twice is sent again by itself", () => {
  const twice = { deduplicates: false };
  const once = { deduplicates: true };
  assert.equal(kindAfter("unknown", { status: 0 }, once), "waiting");
  assert.equal(kindAfter("unknown", { status: 500 }, twice), "held");
  assert.equal(kindAfter("handed_over", { status: 200 }, twice), "handed_over");
  for (const contract of [once, twice]) {
    for (const status of [429, 503]) assert.equal(kindAfter("not_stored", { status }, contract), "waiting");
    for (const status of [403, 404, 410, 413]) assert.equal(kindAfter("not_stored", { status }, contract), "refused");
    assert.equal(kindAfter("refused", { status: 422 }, contract), "refused");
  }
});

test("pauses grow to a minute, and no two pages come back together", () => {
  for (const [tries, most] of [[0, 1], [1, 2], [5, 32], [6, 60], [20, 60]]) {
    const pauses = Array.from({ length: 100 }, () => pauseAfter(tries, 1000));
    assert.ok(pauses.every((pause) => pause >= 0 && pause <= most * 1000));
    assert.ok(new Set(pauses).size > 90);
  }
});
