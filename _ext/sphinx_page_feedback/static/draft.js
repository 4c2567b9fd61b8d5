/** The draft of a form: kept on the device while the reader writes, put back on the next visit. */

import { answeredOf } from "./answers.js";
import { claim, isShared, keep, open } from "./kept.js";

const DAY = 86_400_000; // milliseconds
const LONGEST = 30; // days that anything is kept, unless the form says less
const QUIET = 400; // milliseconds after the last key

/* Plain http has no randomUUID; the address of a blob ends in one. */
export const newId = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

export const isEmail = ({ type }) => type === "email";

/**
 * The answers that may be kept: all but e-mail addresses.
 * @param {Element[]} fields
 * @returns {[name: string, value: string][]}
 */
export const entriesOf = (fields) =>
  [...new Set(fields.flatMap(answeredOf))].filter((control) => !isEmail(control)).map(({ name, value }) => [name, value]);

export class Draft {
  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.id = newId();
    this.kept = "[]"; // the answers that were kept last
    this.unknown = []; // ids of attempts that may have arrived, and that were edited since
    const query = new URLSearchParams(location.search);
    this.about = [view.section.dataset.feedbackPage, query.get("page"), query.get("section")].join("\n");
  }

  get #answers() {
    return JSON.stringify(entriesOf(this.view.fields));
  }

  /**
   * What is kept of this form, with more.
   * @param {object} more
   * @returns {import("./kept.js").Kept}
   */
  item(more) {
    const { feedbackDrafts = LONGEST, feedbackCloses } = this.view.section.dataset;
    const isDraft = more.kind === "draft";
    const now = Date.now();
    const closes = Date.parse(feedbackCloses) + 1.5 * DAY; // the day is over everywhere
    const latest = now + (isDraft ? feedbackDrafts : LONGEST) * DAY;
    return {
      about: this.about,
      title: this.view.form.querySelector("[name=page_title]")?.value ?? document.title,
      url: location.href.replace(/#.*/, ""),
      saved: now,
      until: isDraft && closes > now ? Math.min(latest, closes) : latest,
      transcript: this.view.transcript((control) => !isEmail(control)),
      ...more,
    };
  }

  /** Keep the answers soon: each key puts it off. */
  saveSoon() {
    clearTimeout(this.timer);
    if (isShared() || this.kept === this.#answers) return;
    open();
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  /**
   * Keep the answers as they stand now, if they have changed.
   * @param {string[]} [gone] Ids of what they take the place of.
   */
  async save(gone = []) {
    clearTimeout(this.timer);
    if (isShared() || (this.kept === this.#answers && !gone.length)) return;
    this.kept = this.#answers;
    const entries = entriesOf(this.view.fields);
    const { id, unknown } = this;
    if (entries.length) await this.write([this.item({ id, kind: "draft", entries, unknown })], gone);
    else await this.write([], [id, ...gone]);
  }

  /**
   * Write; say so where this browser keeps nothing.
   * @param {import("./kept.js").Kept[]} items
   * @param {string[]} gone
   */
  async write(items, gone) {
    try {
      if (isShared()) throw new Error();
      if (items.length) claim(this.id);
      await keep(items, gone);
      this.isKept = true;
    } catch {
      this.isKept = false;
      if (items.length && !isShared()) this.view.tell(".feedback-unkept");
    }
  }

  /**
   * The answers as they stand now are no draft any more: they are sent, or gone.
   * @param {import("./kept.js").Kept[]} [items] What is kept in its place.
   */
  async close(items = []) {
    clearTimeout(this.timer);
    const isKept = this.kept !== "[]" || items.length || this.unknown.length;
    this.kept = items.length ? this.#answers : "[]";
    if (isKept) await this.write(items, [this.id, ...this.unknown]);
  }

  /** An attempt that was not stored is a draft again. */
  async takeBack(id) {
    this.kept = "";
    await this.save([id]);
  }
}
