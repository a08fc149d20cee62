/* All of it is a comfort: without it every step works, with one more press of a button. What is typed is sent to this
   page's own server as it is typed, and what was found comes back beside the fields. */
"use strict";
const form = document.querySelector("form[data-typed]");
if (form) {
  let timer, sending = Promise.resolve(), isSending = false;

  const show = (page) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = page.getElementById(part.id);
      if (now) part.innerHTML = now.innerHTML;
    }
    for (const field of form.querySelectorAll("[aria-describedby]")) {
      field.toggleAttribute("aria-invalid", Boolean(page.getElementById(field.id)?.hasAttribute("aria-invalid")));
    }
  };
  const send = async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "typed");
    try {
      const keepalive = fields.toString().length < 60000; // so much outlives a page that is left
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: fields, keepalive });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("seen")) throw new Error();
      if (answer.ok) document.getElementById("seen").value = page.getElementById("seen").value;
      show(page);
    } catch {
      document.getElementById("saved").textContent = form.dataset.notSaved;
    }
  };
  const sendNow = () => {
    clearTimeout(timer);
    isSending = true;
    sending = sending.then(send).finally(() => { isSending = false; });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(sendNow, 700);
  });
  form.addEventListener("change", sendNow); // a field is left, perhaps with the page
  // A press of a button waits for what is under way, or it would show an old state.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!isSending) return;
    event.preventDefault();
    const button = event.submitter;
    sending.then(() => form.requestSubmit(button));
  });
}
