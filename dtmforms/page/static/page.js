/* All of it is a comfort: without it every step works, with one more press of a button. What is typed is sent to this
   page's own server as it is typed, and what was found comes back beside the fields. */
"use strict";
const form = document.querySelector("form[data-typed]");
if (form) {
  let timer, sending = Promise.resolve(true), underWay = 0, isKept = false;

  // Whoever is on a link of a part stays on it, or on the part where it has that link no more.
  const replace = (part, html) => {
    const at = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    part.innerHTML = html;
    if (at === false) return;
    part.tabIndex = -1;
    ([...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === at) || part).focus();
  };
  const show = (page) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = page.getElementById(part.id);
      if (now && now.innerHTML !== part.innerHTML) replace(part, now.innerHTML);
    }
    for (const field of form.querySelectorAll("[aria-describedby]")) {
      if (page.getElementById(field.id)?.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };
  const send = async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "typed");
    try {
      const keepalive = fields.toString().length < 60000; // so much outlives a page that is left
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields, keepalive });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("seen")) throw new Error("another page");
      if (answer.ok) document.getElementById("seen").value = page.getElementById("seen").value;
      const at = document.activeElement, top = at.getBoundingClientRect().top;
      show(page);
      if (at.isConnected) scrollBy(0, at.getBoundingClientRect().top - top); // what has the focus stays where it is seen
      return true;
    } catch {
      document.getElementById("saved").textContent = form.dataset.notSaved;
      return false;
    }
  };
  const keep = () => {
    clearTimeout(timer);
    if (underWay < 2) { // else the one that waits takes it along
      underWay += 1;
      sending = sending.then(send).finally(() => { underWay -= 1; });
    }
    return sending;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 700);
  });
  form.addEventListener("change", keep); // a field is left, perhaps with the page
  // A button does what it does when all is kept; where the program does not answer, what was typed stays on the page.
  form.addEventListener("submit", (event) => {
    if (isKept) return;
    event.preventDefault();
    const button = event.submitter;
    keep().then((answered) => {
      isKept = answered;
      if (answered) form.requestSubmit(button);
    });
  });
  addEventListener("pageshow", () => { isKept = false; });
}

// A scan: the field has the cursor, one key confirms it, and a key that is held down does nothing.
const scan = document.querySelector("form[data-keys]");
if (scan) {
  document.querySelector("[data-with-script]").hidden = false;
  (scan.querySelector(":checked") || scan.querySelector("[name=value]")).focus();
  scan.addEventListener("keydown", (event) => {
    const button = scan.querySelector(`[aria-keyshortcuts="${event.key}"]`);
    if (!button || event.isComposing || event.shiftKey) return;
    if (event.target.closest("button") && event.key === "Enter" && !event.repeat) return; // that button is meant
    event.preventDefault();
    if (!event.repeat) scan.requestSubmit(button);
  });
}

// A letter is copied; what happened is said in words.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const letter = document.getElementById(button.dataset.copy);
    letter.select();
    const copied = await navigator.clipboard.writeText(letter.value).then(() => true, () => document.execCommand("copy"));
    document.getElementById(`${button.dataset.copy}-copied`).textContent = copied ? button.dataset.done : "Ctrl+C";
  });
}

// What runs beside the page says how far it is; without script the page does that by itself.
if (document.querySelector("[data-again]")) {
  const look = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    if (!page.querySelector("[data-again]")) location.reload();
    else document.getElementById("progress").innerHTML = page.getElementById("progress").innerHTML;
  };
  setInterval(() => look().catch(() => {}), 1000);
}
