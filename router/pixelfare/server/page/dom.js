// Building what is shown. Text from data only ever becomes text: nothing here reads HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `make("p", { class: "hint" }, "text", node, ...)`. What is null or false is left out. */
export function make(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same in SVG. */
export function draw(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const by = (id) => document.getElementById(id);

/** Put these in the place of what a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * A table that folds into a list on phones. Roles are said, as folding takes them from it.
 * Columns: [title, how a row is shown, whether it is a number].
 */
export function table(caption, columns, rows) {
  const head = columns.map(([title, , number]) =>
    make("th", { scope: "col", role: "columnheader", class: number ? "number" : null }, title));
  const body = rows.map((row) => make("tr", { role: "row" }, columns.map(([title, show, number]) =>
    make("td", { role: "cell", "data-label": title, class: number ? "number" : null }, make("span", {}, show(row))))));
  return make("table", { class: "folds", role: "table" },
    make("caption", { class: "unseen" }, caption),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, head)),
    make("tbody", { role: "rowgroup" }, body));
}

/** USD as it came, exactly; without the last zeros where at least cents are left. */
export function money(text) {
  if (text === null || text === undefined) return "not known";
  const sign = text.startsWith("-") ? "−" : "";
  const [whole, part = ""] = text.replace("-", "").split(".");
  const cents = part.replace(/0+$/, "").padEnd(2, "0");
  return `${sign}$${whole}.${cents}`;
}

/** USD with all six places, so that a column of them stands under each other; what adds nothing is paler. */
export function exact(text) {
  const short = money(text);
  const whole = `${text.startsWith("-") ? "−" : ""}$${text.replace("-", "")}`;
  return make("span", { class: "exact" }, short, make("span", { class: "rest" }, whole.slice(short.length)));
}

/** Micro-USD as a whole number, for sums and bars only. */
export const micro = (text) => Math.round(Number(text ?? 0) * 1e6);

/** `1024x768` with a proper sign. */
export const size = (text) => text.replace("x", "×");

export const percent = (text) => Number(text).toFixed(2);

const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

export function moment(text) {
  return make("time", { datetime: text }, MOMENT.format(new Date(text)));
}

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** Call late, and only the last of several calls. */
export function later(milliseconds, call) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}
