import assert from "node:assert/strict";
import test from "node:test";
import { brokenRule, transcriptOf } from "../../_ext/sphinx_page_feedback/static/answers.js";

const RULES = {
  feedbackMissing: "Enter a summary",
  feedbackMin: "5",
  feedbackShort: "Too short",
  feedbackMax: "8",
  feedbackLong: "Too long",
};

for (const [answer, message] of [
  [undefined, RULES.feedbackMissing],
  ["", RULES.feedbackMissing],
  [" \n\t", RULES.feedbackMissing],
  ["four", RULES.feedbackShort],
  ["four     ", RULES.feedbackShort],
  ["fives", undefined],
  ["nine char", RULES.feedbackLong],
]) {
  test(`the answer ${JSON.stringify(answer)} breaks the rule ${message}`, () => {
    assert.equal(brokenRule(answer, RULES), message);
  });
}

test("a character outside the basic plane counts once, as the receiver counts it", () => {
  assert.equal(brokenRule("👩👩👩👩👩", RULES), undefined);
  assert.equal(brokenRule("👩👩👩👩", RULES), RULES.feedbackShort);
});

test("an optional question may be left out", () => {
  assert.equal(brokenRule("", {}), undefined);
  assert.equal(brokenRule(undefined, { feedbackFormat: "Not an address" }), undefined);
});

test("an e-mail address has a name, a host and a dot", () => {
  const rules = { feedbackFormat: "Not an address" };
  for (const address of ["name@example.org", " a@b.co ", "ü@bücher.example"]) assert.equal(brokenRule(address, rules), undefined);
  for (const text of ["name", "a@b", "a b@c.org", "a@@b.org"]) assert.equal(brokenRule(text, rules), "Not an address");
});

test("a transcript has each question above its answers", () => {
  const answered = [
    { question: "Topics", answers: ["Data", "People"] },
    { question: "Details", answers: ["Two\nlines"] },
  ];
  assert.equal(transcriptOf(answered), "Topics\nData\nPeople\n\nDetails\nTwo\nlines");
  assert.equal(transcriptOf([]), "");
});
