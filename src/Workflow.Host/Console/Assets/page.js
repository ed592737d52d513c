// Takes a page that the host rendered and shows it in place of this one.
import { morph } from "./morph.js";

const parts = ["pages", "main"];

export const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

export const isPage = (answer) => (answer.headers.get("Content-Type") ?? "").startsWith("text/html");

export function show(page) {
  for (const id of parts) {
    const [from, to] = [document.getElementById(id), page.getElementById(id)];
    if (from && to) morph(from, to);
  }
  if (page.title) document.title = page.title;
}

// Says what an action did, and leads the focus there.
export function say(page) {
  const [from, to] = [document.getElementById("notice"), page.getElementById("notice")];
  from.replaceChildren(...[...to.children].map((child) => document.importNode(child, true)));
  from.querySelector(".notice")?.focus();
}

export function sayText(text, kind) {
  const notice = document.createElement("p");
  notice.className = `notice ${kind}`;
  notice.tabIndex = -1;
  notice.textContent = text;
  document.getElementById("notice").replaceChildren(notice);
  notice.focus();
}
