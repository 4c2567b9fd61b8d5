import assert from "node:assert/strict";
import test from "node:test";
import { joinLists, jsonOf } from "../../_ext/sphinx_page_feedback/static/bodies.js";
import { linkTo } from "../../_ext/sphinx_page_feedback/static/link.js";

function dataOf(...pairs) {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

const noNumbers = () => false;

test("JSON has lists for several answers and nothing for none", () => {
  const data = dataOf(["topics", "a"], ["topics", "b"], ["details", ""], ["score", "4"]);
  assert.equal(jsonOf(data, noNumbers), '{"topics":["a","b"],"score":"4"}');
});

test("ratings may be numbers", () => {
  const data = dataOf(["score", "4"], ["summary", "4"]);
  assert.equal(jsonOf(data, (name) => name === "score"), '{"score":4,"summary":"4"}');
});

test("a template takes the answers in where it says so, and an answer never takes any in", () => {
  const data = dataOf(["summary", "$fields"]);
  const template = { api: 1, data: { attributes: "$fields" } };
  assert.equal(jsonOf(data, noNumbers, template), '{"api":1,"data":{"attributes":{"summary":"$fields"}}}');
});

test("lists that are joined leave one answer to a name", () => {
  const data = dataOf(["topics", "a"], ["topics", "b"], ["one", "x"]);
  joinLists(data);
  assert.deepEqual([...data], [["topics", "a; b"], ["one", "x"]]);
});

const LINK = { title: "subject", body: "body", limit: 60 };

test("a link carries title and text, with the line ends of e-mail", () => {
  const { address, isTooLong } = linkTo(LINK, "mailto:a@b.org", dataOf(), "A & B", "x\ny");
  assert.deepEqual([address, isTooLong], ["mailto:a@b.org?subject=A%20%26%20B&body=x%0D%0Ay", false]);
});

test("a text that is too long for a link leaves the title", () => {
  const { address, isTooLong } = linkTo(LINK, "mailto:a@b.org", dataOf(), "T", "x".repeat(60));
  assert.deepEqual([address, isTooLong], ["mailto:a@b.org?subject=T", true]);
});

test("an issue form takes each answer under its own name", () => {
  const data = dataOf(["topics", "a"], ["topics", "b"], ["none", ""]);
  const { address } = linkTo({ ...LINK, each_answer: true }, "https://x.org/new", data, "T", "text");
  assert.equal(address, "https://x.org/new?subject=T&topics=a%3B%20b");
});
