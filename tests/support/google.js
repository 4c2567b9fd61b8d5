/* Runs Code.gs with a sheet in memory: reads {script, calls} from standard input, writes what
   each call gave, and the sheet, to standard output. */
"use strict";
const fs = require("fs");
const vm = require("vm");

const { script, calls } = JSON.parse(fs.readFileSync(0, "utf8"));
const log = [];
let cells = [];
let locked = false;
let ids = 0;

class Range {
  constructor(row, column, rows, columns) {
    Object.assign(this, { row, column, rows, columns });
  }
  getDisplayValues() {
    return Array.from({ length: this.rows }, (_, i) =>
      Array.from({ length: this.columns }, (__, j) =>
        String(cells[this.row - 1 + i]?.[this.column - 1 + j] ?? "")));
  }
  setNumberFormat(format) {
    log.push(`format ${format}`);
  }
  setValues(values) {
    if (!locked && this.row > 1) throw new Error("written without the lock");
    values.forEach((line, i) => {
      const row = (cells[this.row - 1 + i] ??= []);
      line.forEach((value, j) => { row[this.column - 1 + j] = value; });
    });
  }
  createTextFinder(text) {
    const values = this.getDisplayValues().map(([value]) => value);
    return { matchEntireCell: () => ({ findNext: () => (values.includes(text) ? {} : null) }) };
  }
}

const sheet = {
  getLastRow: () => cells.length,
  getLastColumn: () => Math.max(0, ...cells.map((row) => row.length)),
  getRange: (...place) => new Range(...place),
};
const properties = {};
const output = (text) => ({ text, setMimeType: () => ({ text, kind: "json" }) });
const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
const world = {
  console: { log: (text) => log.push(text) },
  ContentService: { createTextOutput: output, MimeType: { JSON: "json" } },
  HtmlService: {
    createTemplate: (text) => ({
      evaluate() {
        const escape = (value) => String(value).replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
        const filled = text.replace(/<\?= (\w+) \?>/g, (_, name) => escape(this[name]));
        return { setTitle: () => ({ text: filled, kind: "html" }) };
      },
    }),
  },
  LockService: {
    getScriptLock: () => ({
      waitLock: () => { locked = true; log.push("lock"); },
      releaseLock: () => { locked = false; log.push("release"); },
    }),
  },
  PropertiesService: {
    getScriptProperties: () => ({
      getProperty: (name) => properties[name] ?? null,
      setProperty: (name, value) => { properties[name] = value; },
    }),
  },
  SpreadsheetApp: {
    flush: () => log.push("flush"),
    getActiveSpreadsheet: () => ({ getSheetByName: () => sheet, insertSheet: () => sheet }),
  },
  Utilities: { getUuid: uuid },
};
vm.createContext(world);
vm.runInContext(script, world);
const told = calls.map(([name, fields]) => {
  const parameters = fields ?? {};
  const first = Object.entries(parameters).map(([key, values]) => [key, values[0]]);
  const reply = world[name]({ parameters, parameter: Object.fromEntries(first) });
  return reply ?? null;
});
process.stdout.write(JSON.stringify({ told, cells, log, properties }));
