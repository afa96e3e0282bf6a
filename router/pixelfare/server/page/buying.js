// Buying, once. A purchase has one idempotency key from the first press until it is answered: a second press, a broken
// connection or a reload asks with the same key, and the server answers it with the same purchase.

import { ask, picturePath, Unanswered } from "./api.js";
import { by, fill, make } from "./dom.js";
import { bought, failed, lost } from "./bought.js";

const KEPT = "pixelfare-purchase";
const DOUBTS = "pixelfare-doubts";
const QUIET = 1000;
const LOOKS = 4;
let busy = false;
let quiet = 0;

const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
const keep = (purchase) => sessionStorage.setItem(KEPT, JSON.stringify(purchase));
const forget = () => sessionStorage.removeItem(KEPT);

/** Purchases of this tab whose payment is not known, by wish: none of them is bought again before that is settled. */
const doubts = () => JSON.parse(sessionStorage.getItem(DOUBTS) ?? "{}");

function doubt(purchase) {
  sessionStorage.setItem(DOUBTS, JSON.stringify({ ...doubts(), [purchase.wish]: purchase }));
  if (kept()?.key === purchase.key) forget();
}

function believe(purchase) {
  const rest = doubts();
  delete rest[purchase.wish];
  sessionStorage.setItem(DOUBTS, JSON.stringify(rest));
  if (kept()?.key === purchase.key) forget();
}

/** What tells one wish from another; pictures by name, size and time. */
function signature(parts, files) {
  return JSON.stringify([parts, files.map((file) => [file.name, file.size, file.lastModified])]);
}

function formOf(parts, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.append(name, String(value));
  for (const file of files) form.append("image[]", file);
  return form;
}

/** Buy what is wished for. Presses while it is under way, and right after it, do nothing. */
export async function purchase(parts, files) {
  if (busy || performance.now() < quiet) return;
  working(true);
  try {
    const what = signature(parts, files);
    const wish = signature({ ...parts, max_usd: undefined }, files); // at another price it is the same wish
    const earlier = kept();
    if (earlier && earlier.what !== what && !(await settled(earlier))) return;
    const open = doubts()[wish];
    if (open) {
      await settled(open);
      return;
    }
    const key = earlier?.what === what ? earlier.key : crypto.randomUUID();
    const mine = { key, what, wish, prompt: parts.prompt };
    keep(mine);
    const path = files.length ? "/v1/images/edits" : "/v1/images/generations";
    const body = files.length ? formOf(parts, files) : parts;
    try {
      const found = await ask(path, { method: "POST", body, headers: { "idempotency-key": key } });
      forget();
      bought(fromAnswer(found, parts.prompt));
    } catch (problem) {
      if (problem instanceof Unanswered) {
        lost(problem);
        return;
      }
      // a mistake of the server says nothing about the money; the ledger does
      if (problem.status >= 500 && !problem.explained) {
        await settled(mine, problem.message);
        return;
      }
      if (problem.money === "unknown") doubt(mine);
      else forget();
      failed(problem);
    }
  } finally {
    quiet = performance.now() + QUIET;
    working(false);
  }
}

/** After a reload: what became of the purchase that was under way. It asks, and never buys. */
export async function checkEarlier() {
  const earlier = kept();
  if (!earlier) return;
  working(true);
  try {
    await settled(earlier);
  } finally {
    working(false);
  }
}

/** Find out about an unanswered purchase, and show it; whether it is over. */
async function settled(earlier, why = "The earlier request never arrived") {
  for (let look = 0; ; look += 1) {
    let found;
    try {
      found = await ask(`/v1/orders?key=${encodeURIComponent(earlier.key)}`);
    } catch (problem) {
      if (problem instanceof Unanswered) lost(problem);
      else failed(problem);
      return false;
    }
    const [order] = found.orders;
    const waiting = order ? order.open && order.state !== "unknown" : look < LOOKS;
    if (!waiting) {
      if (order?.state === "unknown") doubt(earlier);
      else believe(earlier);
      if (!order) fill(by("bought"), make("p", { class: "note" }, `${why}: nothing was bought.`));
      else if (order.state === "delivered") bought(fromOrder(order, earlier.prompt));
      else failed({ message: order.evidence.at(-1) ?? `order ${order.order} is ${order.state}`, money: order.money, order: order.order });
      return true;
    }
    await new Promise((done) => setTimeout(done, order ? 1500 : 500));
  }
}

function working(now) {
  busy = now;
  const button = by("generate");
  if (now) button.setAttribute("aria-disabled", "true");
  else setTimeout(() => busy || button.removeAttribute("aria-disabled"), Math.max(0, quiet - performance.now()));
  by("progress").hidden = !now;
  if (!now) {
    clearInterval(working.timer);
    return;
  }
  const began = performance.now();
  const tell = () => {
    const seconds = Math.round((performance.now() - began) / 1000);
    by("progress-text").textContent = seconds < 2 ? "Buying, once …"
      : `Buying, once … ${seconds} s. It goes on to its end, even if this page is closed.`;
  };
  tell();
  by("bought-said").textContent = "The picture is being bought.";
  working.timer = setInterval(tell, 1000);
}

function fromAnswer(found, prompt) {
  const facts = found.pixelfare;
  return {
    prompt, pictures: found.data.map((one) => picturePath(one.url)), size: found.size, model: facts.model, gateway: facts.gateway,
    paid: facts.paid.usd, quoted: facts.quote.usd, money: facts.paid.money, order: facts.order, transaction: facts.transaction,
    label: facts.label, notices: facts.notices.map((one) => one.message),
  };
}

function fromOrder(order, prompt) {
  return {
    prompt, pictures: order.pictures.map((one) => picturePath(one.url)), size: order.pictures[0]?.size ?? order.size,
    model: order.model, gateway: order.gateway, paid: order.paid_usd, quoted: order.quoted_usd, money: order.money,
    order: order.order, transaction: order.transaction, label: order.label, notices: [],
  };
}
