// A list page's table: sortable, several rows selectable, actions in a row menu, arrow keys between rows.

import { h, icon, show } from "../dom.js";
import { menuButton } from "./menu.js";

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {string} label
 * @property {(row: object) => string|number} [value] what the column is sorted by; without it, it is not sortable
 * @property {(row: object) => Node|string|Array} cell
 * @property {boolean} [numeric] right-aligned
 * @property {string} [className]
 * @property {1|2|3} [rank] 1 always stays; 3 goes first when room is short
 * @property {string} [width] CSS width of the column
 *
 * @typedef {object} Action
 * @property {string} label
 * @property {string} icon
 * @property {() => void} run
 * @property {boolean} [danger]
 */

/** Rows drawn before one asks for more: thousands at once would make the page slow. */
const ROWS_AT_ONCE = 500;
/** Lists with more rows than this can be narrowed by name: shorter ones are seen at a glance. */
const FILTER_FROM = 20;

/** The first column names the row; its cell is the row's header. */
export class DataTable {
  #options;
  #rows = [];
  #lines = new Map();
  #selected = new Set();
  #current = null;
  #sort;
  #body = h("tbody");
  #heads = new Map();
  #selectAll;
  #bulk = h("div.bulk", { hidden: true, role: "group", "aria-label": "Selected rows" });
  #empty = h("div");
  #frame;
  #shown = ROWS_AT_ONCE;
  #filter;
  #none = h("div.none", { hidden: true, role: "status" }, "Nothing here has this name.");
  #more = h("div.more", { hidden: true }, h("button", { type: "button", onclick: () => this.#showMore() }, "Show more"));

  /**
   * @param {object} options
   * @param {string} options.label what the table lists, for screen readers
   * @param {Column[]} options.columns
   * @param {(row: object) => string|number} options.key
   * @param {(row: object) => string} options.name
   * @param {(row: object) => Action[]} options.actions
   * @param {(rows: object[]) => Action[]} [options.bulk] without it rows cannot be selected
   * @param {(row: object) => void} [options.open] a click beside the row's link does this
   * @param {() => Node} options.empty shown instead of a table without rows
   * @param {{key: string, descending?: boolean}} options.sort at the beginning
   * @param {(row: object) => number} [options.group] rows are kept in groups of this number, whatever the sort
   */
  constructor(options) {
    this.#options = options;
    this.#sort = options.sort;
    this.#selectAll = h("input", { type: "checkbox", "aria-label": "Select all", onchange: () => this.#toggleAll() });
    const table = h("table", { "aria-label": options.label }, this.#columns(), h("thead", this.#headRow()), this.#body);
    this.#filter = h("input.filter", {
      type: "search", placeholder: "Filter by name", "aria-label": `Filter ${options.label.toLowerCase()} by name`, hidden: true,
      autocomplete: "off", spellcheck: "false", oninput: () => this.#render(),
    });
    this.#frame = h("div.table", table, this.#none, this.#more, this.#bulk);
    this.element = h("div.table-holder", this.#filter, this.#frame, this.#empty);
    this.#body.addEventListener("keydown", (event) => this.#onKey(event));
    this.#body.addEventListener("click", (event) => this.#onClick(event));
  }

  /** Shows these rows; what did not change keeps its elements and its focus. */
  set rows(rows) {
    this.#rows = rows;
    const keys = new Set(rows.map(this.#options.key));
    for (const key of [...this.#selected]) if (!keys.has(key)) this.#selected.delete(key);
    this.#render();
  }

  /** Key of the row whose panel is open, or null. */
  set current(key) {
    this.#current = key;
    for (const [each, line] of this.#lines) {
      line.row.toggleAttribute("data-current", each === key);
      const link = line.row.querySelector("a[href]");
      if (each === key) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }

  /** Rows that are ticked. */
  get selection() {
    return this.#rows.filter((row) => this.#selected.has(this.#options.key(row)));
  }

  clearSelection() {
    this.#selected.clear();
    this.#render();
  }

  /** Puts the focus on a row's link, or on the table when the row is gone. */
  focusRow(key) {
    const link = this.#lines.get(key)?.row.querySelector("a[href]") ?? this.#body.querySelector("a[href]");
    link?.focus();
  }

  #columns() {
    const selectable = this.#options.bulk ? [h("col.col-select")] : [];
    const columns = this.#options.columns.map((column) => {
      const col = h("col", { dataset: { key: column.key, rank: column.rank ?? 1 } });
      if (column.width) col.style.width = column.width;
      return col;
    });
    return h("colgroup", selectable, columns, h("col.col-actions"));
  }

  #headRow() {
    const cells = this.#options.columns.map((column) => {
      const head = h("th", { scope: "col", dataset: { rank: column.rank ?? 1 }, "data-numeric": column.numeric });
      if (column.value) {
        head.append(h("button", { type: "button", onclick: () => this.#sortBy(column.key) }, column.label, icon("arrow-up")));
        this.#heads.set(column.key, head);
      } else {
        head.append(column.label);
      }
      return head;
    });
    return h("tr",
      this.#options.bulk && h("td.col-select", this.#selectAll),
      cells,
      h("td.col-actions", h("span.visually-hidden", "Actions")));
  }

  #showMore() {
    this.#shown += ROWS_AT_ONCE;
    this.#render();
  }

  #sortBy(key) {
    const descending = this.#sort.key === key && !this.#sort.descending;
    this.#sort = { key, descending };
    this.#render();
  }

  /** The rows that the filter leaves. */
  #matching() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return this.#rows;
    return this.#rows.filter((row) => {
      const name = this.#options.name(row).toLowerCase();
      return words.every((word) => name.includes(word));
    });
  }

  #sorted(rows) {
    const column = this.#options.columns.find((each) => each.key === this.#sort.key) ?? this.#options.columns[0];
    const direction = this.#sort.descending ? -1 : 1;
    const group = this.#options.group ?? (() => 0);
    return [...rows].sort((a, b) => {
      const apart = group(a) - group(b);
      if (apart !== 0) return apart;
      const [x, y] = [column.value(a), column.value(b)];
      const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), undefined, { numeric: true });
      return order * direction || (String(this.#options.key(a)) < String(this.#options.key(b)) ? -1 : 1);
    });
  }

  #render() {
    for (const [key, head] of this.#heads) {
      const active = key === this.#sort.key;
      head.setAttribute("aria-sort", active ? (this.#sort.descending ? "descending" : "ascending") : "none");
      show(head.firstChild, head.firstChild.firstChild.textContent, icon(active && this.#sort.descending ? "arrow-down" : "arrow-up"));
    }
    const lines = new Map();
    const rows = this.#matching();
    this.#filter.hidden = this.#rows.length <= FILTER_FROM && this.#filter.value === "";
    this.#none.hidden = rows.length > 0;
    this.#more.hidden = rows.length <= this.#shown;
    this.#more.lastChild.textContent = `Show more (${rows.length - this.#shown} left)`;
    for (const row of this.#sorted(rows).slice(0, this.#shown)) {
      const key = this.#options.key(row);
      const line = this.#lines.get(key) ?? this.#makeLine(key);
      this.#fill(line, row);
      lines.set(key, line);
    }
    this.#lines = lines;
    this.#place([...lines.values()].map((line) => line.row));
    const isEmpty = this.#rows.length === 0;
    this.#frame.hidden = isEmpty;
    show(this.#empty, isEmpty ? this.#options.empty() : null);
    this.#renderSelection();
    this.current = this.#current;
  }

  /** Moves as few rows as possible: a row that is moved loses the focus inside it. */
  #place(rows) {
    rows.forEach((row, index) => {
      if (this.#body.children[index] !== row) this.#body.insertBefore(row, this.#body.children[index] ?? null);
    });
    while (this.#body.children.length > rows.length) this.#body.lastChild.remove();
  }

  #makeLine(key) {
    const { columns, bulk } = this.#options;
    const cells = columns.map((column, index) => h(index === 0 ? "th" : "td", {
      scope: index === 0 ? "row" : null, class: column.className, dataset: { rank: column.rank ?? 1 }, "data-numeric": column.numeric,
    }));
    const tick = bulk && h("input", { type: "checkbox", onchange: () => this.#toggle(key) });
    const more = menuButton({
      label: "Actions", icon: "more", className: "plain",
      items: () => this.#options.actions(this.#lines.get(key).data),
    });
    const row = h("tr", { dataset: { key: String(key) } }, tick && h("td.col-select", tick), cells, h("td.col-actions", more));
    return { row, cells, tick, more, data: null };
  }

  #fill(line, data) {
    line.data = data;
    this.#options.columns.forEach((column, index) => show(line.cells[index], column.cell(data)));
    const name = this.#options.name(data);
    line.tick?.setAttribute("aria-label", `Select ${name}`);
    line.more.setAttribute("aria-label", `Actions for ${name}`);
  }

  #toggle(key) {
    if (!this.#selected.delete(key)) this.#selected.add(key);
    this.#renderSelection();
  }

  #toggleAll() {
    const all = this.#selectAll.checked;
    this.#selected = new Set(all ? this.#matching().map(this.#options.key) : []);
    this.#renderSelection();
  }

  #renderSelection() {
    if (!this.#options.bulk) return;
    for (const [key, line] of this.#lines) {
      line.tick.checked = this.#selected.has(key);
      line.row.toggleAttribute("data-selected", this.#selected.has(key));
    }
    const rows = this.selection;
    const all = this.#matching().length;
    this.#selectAll.checked = rows.length > 0 && rows.length >= all;
    this.#selectAll.indeterminate = rows.length > 0 && rows.length < all;
    this.#bulk.hidden = rows.length === 0;
    if (rows.length === 0) return;
    const buttons = this.#options.bulk(rows).map((action) => h("button", {
      type: "button", class: action.danger ? "danger" : "", onclick: action.run,
    }, icon(action.icon), action.label));
    const clear = h("button.plain", { type: "button", onclick: () => this.clearSelection() }, "Clear");
    this.#bulk.replaceChildren(h("span.count", { role: "status" }, `${rows.length} selected`), ...buttons, clear);
  }

  #onClick(event) {
    if (!this.#options.open || event.target.closest("a, button, input, label") || String(getSelection())) return;
    const key = event.target.closest("tr")?.dataset.key;
    const line = [...this.#lines.values()].find((each) => each.row.dataset.key === key);
    if (line) this.#options.open(line.data);
  }

  #onKey(event) {
    const row = event.target.closest("tr");
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step && !event.target.matches("[aria-haspopup]")) {
      event.preventDefault();
      row[step]?.querySelector("a[href], button")?.focus();
    } else if (event.key === " " && event.target.matches("a") && this.#options.bulk) {
      event.preventDefault();
      row.querySelector(".col-select input").click();
    } else if (event.key === "Delete" && !event.target.matches("input")) {
      const line = [...this.#lines.values()].find((each) => each.row === row);
      this.#options.actions(line.data).find((action) => action.danger)?.run();
    }
  }
}
