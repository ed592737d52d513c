// Sends forms without leaving the page, opens dialogs, and leaves out of addresses what was left empty.
import { forgetWhatWasSaid } from "./live.js";
import { isPage, read, say, sayText, show } from "./page.js";

export function startForms() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("formdata", onFormData);
  document.addEventListener("change", (event) => event.target.closest("[data-at-once]")?.requestSubmit());
}

function onClick(event) {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
}

// As it is written: a field may be named action, and would be what form.action gives.
const addressOf = (form) => form.getAttribute("action");

async function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || addressOf(form) === "/console/sign-out") return;
  event.preventDefault();
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    await send(form, event.submitter);
  } catch {
    form.closest("dialog")?.close();
    sayText("The host did not answer, so it is not known whether this was done. Trying again is safe: nothing is done twice.", "warn");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

async function send(form, submitter) {
  const answer = await fetch(addressOf(form), { method: "POST", body: new URLSearchParams(new FormData(form, submitter)), headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.status === 401) return location.reload();
  if (!isPage(answer)) throw new Error("no page");
  const page = await read(answer);
  const faults = page.getElementById("faults");
  if (faults) return showFaults(form, faults);
  form.closest("dialog")?.close();
  const address = new URL(answer.url);
  if (address.pathname !== location.pathname) {
    location.assign(address);
    return;
  }
  form.reset();
  show(page);
  say(page);
  history.replaceState(null, "", address);
  forgetWhatWasSaid();
}

function showFaults(form, faults) {
  const here = form.querySelector("[data-faults]");
  here.replaceChildren(...[...faults.children].map((child) => document.importNode(child, true)));
  here.querySelector(".notice")?.focus();
}

// A filter that was left empty has no place in an address.
function onFormData(event) {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
}
