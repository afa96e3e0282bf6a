// The words that something was read from, marked behind the text that is typed.

import { fill, make } from "./dom.js";

const KINDS = { lettering: "lettering", capability: "capability", operation: "operation", size: "shape", culture: "culture" };

/** The colour of a fact such as `lettering.zh`. */
export const kindOf = (fact) => KINDS[fact.split(".")[0]] ?? "capability";

const WORDS = {
  lettering: "lettering", capability: "what is hard to draw", operation: "what to do", size: "shape", culture: "culture shown",
};

/** A fact in words: `lettering: zh`. */
export function factInWords(fact) {
  const [first, ...rest] = fact.split(".");
  const what = rest.join(" ").replaceAll("_", " ");
  if (first === "capability") return what;
  return what ? `${WORDS[first] ?? first}: ${what}` : (WORDS[first] ?? first.replaceAll("_", " "));
}

/** Marks for a text area: `typed` after each change, `read` when the server has read the text. */
export function mirrorOf(area, mirror) {
  let text = "";
  let spans = [];

  function paint() {
    const nodes = [];
    let at = 0;
    for (const [start, end, fact] of [...spans].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      const from = Math.max(start, at);
      if (from >= end) continue;
      nodes.push(text.slice(at, from), make("mark", { class: kindOf(fact) }, text.slice(from, end)));
      at = end;
    }
    fill(mirror, ...nodes, text.slice(at), "\u200b"); // the last keeps a line that is still empty open
  }

  return {
    /** Marks outside what was changed stay where their words are; the others go. */
    typed() {
      const now = area.value;
      let same = 0;
      while (same < text.length && text[same] === now[same]) same += 1;
      let tail = 0;
      const most = Math.min(text.length, now.length) - same;
      while (tail < most && text[text.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
      const shift = now.length - text.length;
      const changed = text.length - tail;
      spans = spans
        .filter(([start, end]) => end <= same || start >= changed)
        .map(([start, end, fact]) => (end <= same ? [start, end, fact] : [start + shift, end + shift, fact]));
      text = now;
      paint();
    },
    read(found) {
      text = area.value;
      spans = found;
      paint();
    },
  };
}

/** What was read, each with its words, for those who see no colours. */
export function legendOf(text, spans) {
  const facts = new Map();
  for (const [start, end, fact] of spans) {
    const words = facts.get(fact) ?? new Set();
    words.add(text.slice(start, end));
    facts.set(fact, words);
  }
  return [...facts].map(([fact, words]) => {
    const shown = [...words].slice(0, 3).map((word) => `“${[...word].slice(0, 24).join("")}”`).join(", ");
    return make("li", {}, make("span", { class: `swatch ${kindOf(fact)}` }),
      make("b", {}, factInWords(fact)), ` ${shown}`);
  });
}
