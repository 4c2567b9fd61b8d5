/** What every page with a form loads: it asks for the rest when a reader begins to answer.
 *
 *  Until that has come, and if it never does, the form is the one of a browser without script. */

import { localDay, stateOn } from "./dates.js";

const ours = document.currentScript;
const PATIENCE = 10_000; // milliseconds that a press of the button waits for the rest

/**
 * Load another script of ours, from the folder of this one.
 * @param {string} name
 * @returns {Promise<void>}
 */
function load(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const src = new URL(name, ours.src);
    document.head.append(Object.assign(script, { src, nonce: ours.nonce, onload: resolve, onerror: reject }));
  });
}

let isSettled = false; // the rest has come, or never will
let rest;

function loadRest() {
  rest ??= load("page-feedback-send.js").finally(() => {
    isSettled = true;
  });
  return rest;
}

const hasAnswers = (form) =>
  [...form.querySelectorAll(".feedback-field :is(input, select, textarea)")].some(({ type, value, checked }) =>
    /radio|checkbox/.test(type) ? checked && value : value,
  );

/**
 * Say that the form takes no answers today, by this device's clock, which may be wrong: the form
 * stays, and its receiver decides.
 * @param {HTMLElement} section
 */
function showDates(section) {
  const { feedbackOpens, feedbackCloses } = section.dataset;
  if (!feedbackOpens && !feedbackCloses) return;
  const state = stateOn(localDay(new Date()), feedbackOpens, feedbackCloses);
  const notice = section.querySelector("template.feedback-states").content.querySelector(`[data-state=${state}]`);
  if (notice) section.insertBefore(notice.cloneNode(true), section.querySelector("form"));
}

/** @param {HTMLElement} section */
function prepare(section) {
  const form = section.querySelector("form");
  const needsScript = section.querySelector(".feedback-unscripted");
  /* With our script, a browser's own messages would only be in the way of ours. */
  const rely = (onScript) => {
    form.noValidate = onScript;
    needsScript?.toggleAttribute("hidden", onScript);
  };
  const begin = () => loadRest().catch(() => rely(false));
  rely(true);
  for (const touch of ["pointerdown", "focusin", "input"]) section.addEventListener(touch, begin, { once: true });
  // Answers that the browser has put back need nothing until a touch, but for the count of scores.
  if (section.querySelector(".feedback-scored")) addEventListener("pageshow", () => hasAnswers(form) && begin());

  let isHeld = false;
  form.addEventListener("submit", async (event) => {
    if (isSettled) return;
    event.preventDefault();
    if (isHeld) return;
    isHeld = true;
    const { submitter } = event;
    await Promise.race([begin(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    if (!isSettled) rely(false);
    isSettled = true;
    form.requestSubmit(submitter);
  });
}

for (const section of document.querySelectorAll("[data-feedback-service]")) {
  showDates(section);
  prepare(section);
}

if (location.search) load("page-feedback-arrival.js").catch(() => {}); // then it is about its own page
