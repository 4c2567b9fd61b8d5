import assert from "node:assert/strict";
import test from "node:test";
import { localDay, stateOn } from "../../_ext/sphinx_page_feedback/static/dates.js";

test("a day is that of the device's time zone", () => {
  const zone = process.env.TZ;
  const moment = new Date("2027-03-31T23:30:00Z");
  for (const [name, day] of [["Pacific/Kiritimati", "2027-04-01"], ["Etc/GMT+12", "2027-03-31"], ["UTC", "2027-03-31"]]) {
    process.env.TZ = name;
    assert.equal(localDay(moment), day);
  }
  process.env.TZ = zone ?? "UTC";
});

test("months and days have two digits", () => {
  assert.equal(localDay(new Date(2027, 0, 9)), "2027-01-09");
});

test("the first and the last day take answers", () => {
  const states = ["2027-01-10", "2027-01-11", "2027-03-31", "2027-04-01"].map((day) => stateOn(day, "2027-01-11", "2027-03-31"));
  assert.deepEqual(states, ["early", "open", "open", "closed"]);
});

test("a date that is left out bounds nothing", () => {
  assert.equal(stateOn("1970-01-01", undefined, "2027-03-31"), "open");
  assert.equal(stateOn("2999-01-01", "2027-01-11", undefined), "open");
  assert.equal(stateOn("2999-01-01"), "open");
});
