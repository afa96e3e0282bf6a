// Pictures to edit: chosen, pasted or dropped.

import { by, fill, make } from "./dom.js";

const TYPES = ["image/png", "image/jpeg", "image/webp"];
const MOST = 16;

/** The pictures there are; `changed` is called whenever that changes. */
export function pictures(changed) {
  let kept = [];

  function show() {
    for (const image of by("inputs").querySelectorAll("img")) URL.revokeObjectURL(image.src);
    by("inputs").hidden = !kept.length;
    fill(by("inputs"), ...kept.map((file, index) => make("figure", {},
      make("img", { src: URL.createObjectURL(file), alt: `picture to edit: ${file.name}` }),
      make("button", { type: "button", class: "small", "aria-label": `remove ${file.name}`, onclick: () => remove(index) }, "Remove"))));
  }

  function add(files) {
    const fit = [...files].filter((file) => TYPES.includes(file.type));
    if (!fit.length) return false;
    kept = [...kept, ...fit].slice(0, MOST);
    show();
    changed();
    return true;
  }

  function remove(index) {
    kept = kept.filter((_, other) => other !== index);
    show();
    changed();
    by("prompt").focus();
  }

  by("files").addEventListener("change", () => {
    add(by("files").files);
    by("files").value = "";
  });
  by("prompt").addEventListener("paste", (event) => {
    if (add(event.clipboardData?.files ?? [])) event.preventDefault();
  });
  const box = by("prompt-box");
  box.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    box.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  return { count: () => kept.length, files: () => kept };
}
