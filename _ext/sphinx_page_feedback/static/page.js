/** What every page with a form loads: it asks for the rest when a reader begins to answer.
 *
 *  Until that has come, and if it never does, the form is the one of a browser without script. At
 *  load it does no more than listen; a form that is added to the page later is no exception. */

import { DATABASE, keepsSomething } from "./database.js";
import { localDay, stateOn } from "./dates.js";

const ours = document.currentScript;
const SECTION = "[data-feedback-service]";
const PATIENCE = 10_000; // milliseconds that a press of the button waits for the rest

let policy;

/* A policy of require-trusted-types-for 'script' takes addresses of scripts from here only. */
function addressOf(name) {
  const types = { createScriptURL: (address) => address };
  policy ??= globalThis.trustedTypes?.createPolicy("page-feedback", types) ?? types;
  return policy.createScriptURL(new URL(name, ours.src).href);
}

/**
 * Load another script of ours, from the folder of this one.
 * @param {string} name
 * @returns {Promise<void>} Rejected if it did not come, or could not run in this browser.
 */
function load(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    // A script that the browser cannot parse is "loaded" too, but has not marked itself.
    const onload = () => (script.dataset.ready ? resolve() : reject());
    document.head.append(
      Object.assign(script, { src: addressOf(name), nonce: ours.nonce, onload, onerror: reject }),
    );
  });
}

let rest;
let isSettled = false; // the rest has come, or never will
const touched = new Set(); // sections

/* With our script, a browser's own messages would only be in the way of ours. */
function rely(section, onScript) {
  section.querySelector("form").noValidate = onScript;
  section.querySelector(".feedback-unscripted")?.toggleAttribute("hidden", onScript);
}

function giveUp() {
  isSettled = true;
  for (const section of touched) rely(section, false);
}

/** Ask for the rest, if that has not been tried, on behalf of a form. */
function begin(section) {
  if (isSettled || touched.has(section)) return rest;
  touched.add(section);
  rely(section, true);
  const { encoding, join_lists: joins, link, native_if: native } = JSON.parse(section.dataset.feedbackService);
  rest ??= load("page-feedback-send.js")
    .then(() => (joins || link || native || encoding === "json") && loadMore())
    .then(() => {
      isSettled = true;
    }, giveUp);
  return rest;
}

let more;

/** Ask for what few visits need; it builds on what sends. */
const loadMore = () => (more ??= load("page-feedback-more.js"));

/* Something is kept on this device: a draft, answers that wait, or what is offered again. */
async function resume() {
  if (!sessionStorage.getItem(DATABASE) && !(await keepsSomething())) return;
  for (const section of document.querySelectorAll(SECTION)) begin(section);
  await rest;
  await loadMore();
}

const held = new WeakSet(); // forms whose button was pressed before the rest had come

async function hold(event, section) {
  const { target: form, submitter } = event;
  if (isSettled) return;
  event.preventDefault();
  if (held.has(form)) return;
  held.add(form);
  await Promise.race([begin(section), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (!isSettled) giveUp();
  HTMLFormElement.prototype.requestSubmit.call(form, submitter);
}

/**
 * Say that the form takes no answers today, by this device's clock, which may be wrong: the form
 * stays, and its receiver decides.
 * @param {HTMLElement} section
 */
function showDates(section) {
  const { feedbackOpens, feedbackCloses } = section.dataset;
  const state = stateOn(localDay(new Date()), feedbackOpens, feedbackCloses);
  const notice = section.querySelector("template.feedback-states").content.querySelector(`[data-state=${state}]`);
  if (notice) section.insertBefore(notice.cloneNode(true), section.querySelector("form"));
}

function start() {
  for (const type of ["pointerdown", "focusin", "input", "click", "submit"]) {
    const listen = (event) => {
      const section = event.target.closest?.(SECTION);
      if (section) type === "submit" ? hold(event, section) : begin(section);
    };
    document.addEventListener(type, listen, true);
  }
  for (const section of document.querySelectorAll(":is([data-feedback-opens], [data-feedback-closes])")) {
    showDates(section);
  }
  // Answers that the browser has put back need nothing until a touch, but for the count of scores.
  const counted = document.querySelector(".feedback-scored")?.closest(SECTION);
  if (counted) addEventListener("pageshow", () => counted.querySelector(".feedback-field input:checked:not([value=''])") && begin(counted));
  for (const notice of document.querySelectorAll(`${SECTION} .feedback-unscripted`)) notice.hidden = true;
  if (document.querySelector(".feedback-list")) load("page-feedback-send.js").then(loadMore, () => {});
  else resume().catch(() => {});
  // Else the form is about its own page.
  if (/[?&](page|section|from)=/.test(location.search)) load("page-feedback-arrival.js").catch(() => {});
}

// What this script alone needs; without it the form stays as it is.
if (HTMLFormElement.prototype.requestSubmit) start();
