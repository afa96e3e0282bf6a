// How fast a limit is being used lately, and what comes of that, in words.

import { make, moment, money, plural } from "./dom.js";

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];
const MONTH = 30 * 86_400_000;
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export function pace(rate) {
  const lately = `In the last ${span(rate.stretch_seconds)}`;
  if (!rate.has_room)
    return said([`Too little for one more at ${money(rate.one_more_usd)}, like the latest`, rate.room ? [" until ", when(rate.room)] : null, "."], "", "warns");
  if (!rate.orders) return said("At rest.", `${lately}, nothing was bought.`);
  const share = rate.pace === null ? "" : `, ${Math.round(rate.pace * 100)}% of what the limit can bear`;
  const speed = `${lately}: ${plural(rate.orders, "order", "orders")}, ${money(short(rate.usd_a_day))} a day${share}.`;
  if (!rate.full) return said("At this pace, it lasts.", speed);
  const soon = rate.pace !== null || Date.parse(rate.full) < Date.now() + MONTH;  // a limit on everything ends some day
  return said(["At this pace, used up by ", when(rate.full), "."], speed, soon ? "warns" : "");
}

const said = (first, more, kind = "") => make("p", { class: `pace ${kind}` }, make("b", {}, first), more && ` ${more}`);

/** A rate is no receipt: two digits of it will do. */
const short = (text) => (Number(text) < 0.1 ? Number(text).toPrecision(2) : Number(text).toFixed(2));

/** With its day where that is not today. */
function when(text) {
  const at = new Date(text);
  if (at.toDateString() !== new Date().toDateString()) return moment(text);
  return [make("time", { datetime: text }, CLOCK.format(at)), " today"];
}

function span(seconds) {
  const [name, unit] = UNITS.find(([, length]) => seconds >= 2 * length) ?? UNITS.at(-1);
  return `${Number((seconds / unit).toFixed(1))} ${name}s`;
}
