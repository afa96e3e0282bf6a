// Bars by day, stacked by name, drawn at the width there is; with a table of the same figures.

import { draw, exact, fill, make, micro, money, table } from "./dom.js";

const DAY = 86_400_000;
const COLOURS = 6;
const MOST_DAYS = 92;
const HEIGHT = 190;
const LEFT = 56;
const BOTTOM = 24;
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

const amount = (row) => Object.values(row.days).reduce((sum, text) => sum + micro(text), 0);

/** The largest first; what is beyond the colours is taken together. */
function grouped(rows) {
  const sorted = [...rows].filter(amount).sort((a, b) => amount(b) - amount(a));
  const kept = sorted.length > COLOURS ? sorted.slice(0, COLOURS - 1) : sorted;
  const rest = sorted.slice(kept.length);
  const series = kept.map((row) => ({ name: row.name, days: new Map(Object.entries(row.days).map(([day, text]) => [day, micro(text)])) }));
  if (rest.length) {
    const days = new Map();
    for (const row of rest) for (const [day, text] of Object.entries(row.days)) days.set(day, (days.get(day) ?? 0) + micro(text));
    series.push({ name: `${rest.length} others`, days });
  }
  return series;
}

/** Every day from the first to the last, at least a week of them. */
function daysOf(series) {
  const known = series.flatMap((one) => [...one.days.keys()]).sort();
  const last = Date.parse(known.at(-1));
  const first = Math.min(Date.parse(known[0]), last - 6 * DAY);
  const from = Math.max(first, last - (MOST_DAYS - 1) * DAY);
  return Array.from({ length: Math.round((last - from) / DAY) + 1 }, (_, index) => new Date(from + index * DAY).toISOString().slice(0, 10));
}

/** A round number of micro-USD that is not below the largest. */
function ceiling(largest) {
  const step = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 2.5, 5, 10].map((times) => times * step).find((round) => round >= largest);
}

export function chart(rows) {
  const series = grouped(rows);
  if (!series.length) return make("p", { class: "empty" }, "Nothing was paid in this time.");
  const days = daysOf(series);
  const sums = days.map((day) => series.reduce((sum, one) => sum + (one.days.get(day) ?? 0), 0));
  const top = ceiling(Math.max(...sums));
  const earlier = series.some((one) => [...one.days.keys()].some((day) => day < days[0]));
  const said = `Bars for ${days.length} days; the most on one day is ${usd(Math.max(...sums))}. The table below has the figures.`;
  const plot = make("div", { class: "plot", role: "img", "aria-label": said });
  new ResizeObserver(([entry]) => fill(plot, bars(series, days, top, Math.floor(entry.contentRect.width)))).observe(plot);
  return make("figure", { class: "chart" }, plot,
    make("figcaption", {}, earlier ? make("p", { class: "hint" }, `The last ${MOST_DAYS} days with spending; earlier ones are in the table of sums below.`) : null, make("ul", { class: "legend" }, series.map((one, index) =>
      make("li", {}, make("span", { class: `swatch s${index}` }), one.name)))),
    make("details", {}, make("summary", {}, "The bars as a table"), figures(series, days, sums)));
}

const usd = (micros) => money((micros / 1e6).toFixed(6));
const whole = (micros) => exact((micros / 1e6).toFixed(6));

function bars(series, days, top, width) {
  const room = width - LEFT;
  const step = room / days.length;
  const wide = Math.max(1, Math.min(40, step * 0.72));
  const y = (value) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / top);
  const nodes = [0, 0.5, 1].map((share) => [
    draw("line", { class: "grid", x1: LEFT, x2: width, y1: y(top * share), y2: y(top * share) }),
    draw("text", { class: "tick", x: LEFT - 8, y: y(top * share) + 4, "text-anchor": "end" }, usd(top * share)),
  ]);
  const every = Math.ceil(days.length / Math.max(1, Math.floor(room / 64)));
  days.forEach((day, index) => {
    const middle = LEFT + step * (index + 0.5);
    let below = 0;
    series.forEach((one, number) => {
      const value = one.days.get(day) ?? 0;
      if (!value) return;
      nodes.push(draw("rect", { class: `s${number}`, x: middle - wide / 2, width: wide, y: y(below + value), height: Math.max(1, y(below) - y(below + value)) },
        draw("title", {}, `${day}, ${one.name}: ${usd(value)}`)));
      below += value;
    });
    if ((days.length - 1 - index) % every === 0) {
      const anchor = index === days.length - 1 && step < 48 ? "end" : "middle";
      nodes.push(draw("text", { class: "tick", x: anchor === "end" ? width : middle, y: HEIGHT - 6, "text-anchor": anchor }, SHORT.format(new Date(day))));
    }
  });
  return draw("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" }, nodes);
}

function figures(series, days, sums) {
  const rows = days.map((day, index) => ({ day, sum: sums[index] })).filter((row) => row.sum).reverse();
  return table("Paid and held by day", [
    ["Day", (row) => row.day],
    ...series.map((one) => [one.name, (row) => (one.days.get(row.day) ? whole(one.days.get(row.day)) : "–"), true]),
    ["All", (row) => whole(row.sum), true],
  ], rows);
}
