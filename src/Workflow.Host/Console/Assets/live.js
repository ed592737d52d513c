// Asks for this page again every few seconds. What the answer costs is shared by all who look at the same.
import { isPage, read, show } from "./page.js";

const usual = 2000;
const longest = 10000;

let pause = sessionStorage.getItem("paused") === "1";
let wait = usual;
let timer = 0;
let busy = false;

export function startLive() {
  const button = document.querySelector("[data-pause]");
  // What is not there does not come either.
  if (!button || document.querySelector("[data-gone]")) return;
  button.addEventListener("click", () => {
    pause = !pause;
    sessionStorage.setItem("paused", pause ? "1" : "0");
    describe(button);
    if (!pause) refresh();
  });
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  describe(button);
  forgetWhatWasSaid();
  plan();
}

// What was said of an action belongs to one look; who loads the page again wants to see the page.
export function forgetWhatWasSaid() {
  const address = new URL(location.href);
  if (!address.searchParams.has("said")) return;
  address.searchParams.delete("said");
  history.replaceState(null, "", address);
}

export async function refresh() {
  clearTimeout(timer);
  if (busy || pause || document.hidden) return plan();
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "XMLHttpRequest" }, cache: "no-store" });
    if (answer.status === 401) return location.reload();
    if (!isPage(answer)) throw new Error("no page");
    const page = await read(answer);
    if (!pause) show(page);
    found();
  } catch {
    lost();
  } finally {
    busy = false;
    plan();
  }
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(refresh, wait);
}

function lost() {
  wait = Math.min(longest, wait * 1.5);
  document.getElementById("live").classList.add("lost");
  const banner = document.getElementById("offline");
  if (!banner.textContent) banner.textContent = "The host does not answer. What you see is as it was; it is asked again every few seconds.";
  text("Offline");
}

function found() {
  wait = usual;
  document.getElementById("live").classList.remove("lost");
  document.getElementById("offline").textContent = "";
  text(pause ? "Paused" : "Live");
}

function describe(button) {
  button.textContent = pause ? "Go on" : "Pause";
  button.setAttribute("aria-pressed", String(pause));
  document.getElementById("live").classList.toggle("paused", pause);
  text(pause ? "Paused" : "Live");
}

const text = (word) => (document.querySelector("[data-live-text]").textContent = word);
