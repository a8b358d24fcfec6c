/* The report form between phone and portal: what is typed is kept on the phone until the portal has confirmed it, and
   sending leaves the page standing, so that a bad line or a correction costs no photo. The sending key is kept with it:
   sent twice, filed once. Without this script the browser sends the form itself. */
(() => {
  "use strict";

  const store = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the page works without */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* as above */ }
    },
  };

  const filed = document.querySelector("[data-filed]");
  if (filed) {
    const draft = store.read(filed.dataset.draft);
    if (draft && draft.client_uuid === filed.dataset.filed) store.drop(filed.dataset.draft);
  }
  const form = document.getElementById("report");
  if (!form) return;

  const say = form.dataset;
  const key = say.draft;
  const button = document.getElementById("report-send");
  const label = button.textContent;
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  let unsent = false;
  let sending = null;

  /* ---- the draft ---- */

  const kept = () => [...form.elements].filter((field) => field.name && field.type !== "file"
    && !["csrfmiddlewaretoken", "client_uuid"].includes(field.name));

  function keep() {
    const values = {};
    for (const field of kept()) if (field.type !== "radio" || field.checked) values[field.name] = field.value;
    const photos = {};
    for (const input of form.querySelectorAll("[data-photos] input[multiple]")) {
      if (input.files.length) photos[input.name] = [...input.files].map((file) => file.name);
    }
    store.write(key, { client_uuid: form.elements.client_uuid.value, at: Date.now(), values, photos });
  }

  function restore() {
    const draft = store.read(key);
    if (!draft || !draft.values) return;
    if (say.sentKeys.split(" ").includes(draft.client_uuid)) return store.drop(key); // it arrived after all
    form.elements.client_uuid.value = draft.client_uuid;
    if (document.querySelector("#report-errors .alert")) return; // the server has just sent back what was typed
    for (const field of kept()) {
      if (field.type === "radio") field.checked = draft.values[field.name] === field.value;
      else if (field.name in draft.values) field.value = draft.values[field.name];
    }
    for (const [name, names] of Object.entries(draft.photos || {})) {
      const slots = form.querySelector(`[data-photos="${CSS.escape(name)}"]`);
      if (!slots) continue;
      const note = document.createElement("p");
      note.className = "error";
      note.textContent = fill(say.textChooseAgain, { names: names.join(", ") });
      slots.closest("[data-question]").querySelector("[data-errors]").append(note);
      if (slots.closest("details")) slots.closest("details").open = true;
    }
    const banner = document.getElementById("report-restored");
    const time = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    banner.querySelector("p").textContent = fill(say.textRestored, { time });
    banner.querySelector("button").addEventListener("click", () => {
      store.drop(key);
      unsent = false;
      location.replace(location.pathname);
    });
    banner.hidden = false;
    form.dispatchEvent(new Event("restored"));
  }

  function changed() {
    unsent = true;
    keep();
  }

  /* ---- sending ---- */

  function tell(text, link) {
    const box = document.createElement("div");
    const line = document.createElement("p");
    box.className = "alert";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    line.textContent = text;
    box.append(line);
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.textContent = say.textSignIn;
      box.append(anchor);
    }
    document.getElementById("report-errors").replaceChildren(box);
    face(box);
  }

  function face(box) {
    box.tabIndex = -1;
    box.scrollIntoView({ block: "start" });
    box.focus({ preventScroll: true });
  }

  /* The page that came back says what to correct: its messages move into this one, where the photos still are. */
  function showMessages(answer) {
    const messages = answer.getElementById("report-errors");
    if (!messages) return tell(say.textRefused);
    messages.querySelectorAll(":scope > .error").forEach((note) => note.remove()); // about photos, which are not lost here
    document.getElementById("report-errors").replaceChildren(...[...messages.children].map((child) => document.importNode(child, true)));
    for (const item of form.querySelectorAll("[data-question], .field-group")) swap(item, answer);
    for (const field of form.elements) {
      const twin = field.id && answer.getElementById(field.id);
      if (!twin) continue;
      for (const name of ["aria-invalid", "aria-describedby"]) {
        if (twin.hasAttribute(name)) field.setAttribute(name, twin.getAttribute(name));
        else field.removeAttribute(name);
      }
    }
    const box = document.querySelector("#report-errors .alert");
    if (box) face(box);
  }

  function swap(item, answer) {
    const here = item.querySelector("[data-errors]");
    if (here) {
      const there = answer.querySelector(`[data-errors="${CSS.escape(here.dataset.errors)}"]`);
      here.replaceChildren(...(there ? there.querySelectorAll(".errorlist") : []));
      item.classList.toggle("item--error", Boolean(here.children.length));
      return;
    }
    const control = item.querySelector(".input");
    const twin = control && answer.getElementById(control.id);
    if (!twin) return;
    const list = twin.closest(".field-group").querySelector(".errorlist");
    item.querySelectorAll(".errorlist").forEach((old) => old.remove());
    if (list) control.before(list);
    item.classList.toggle("field-group--error", Boolean(list));
  }

  /* A line that has stood still for this long is dead: give up, so that sending can be tried again. */
  const PATIENCE = 90_000;
  let watchdog = 0;
  function alive() {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => sending && sending.abort(), PATIENCE);
  }

  function busy(text) {
    button.textContent = text || label;
    if (text) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  function over() {
    clearTimeout(watchdog);
    sending = null;
    busy("");
  }

  function failed() {
    over();
    tell(say.textNoSignal);
  }

  function finished() {
    const { status, responseURL, responseXML } = sending;
    over();
    const path = responseURL ? new URL(responseURL).pathname : "";
    if (status === 200 && path.startsWith(say.done)) {
      unsent = false;
      location.assign(responseURL);
    } else if (path.startsWith(say.login)) tell(say.textSignedOut, say.login);
    else if (responseXML && (status === 422 || status === 409)) showMessages(responseXML);
    else tell(say.textRefused);
  }

  function send(event) {
    event.preventDefault();
    if (sending) return;
    keep();
    // After signing in again in another tab the token of this page is out of date; the cookie is not.
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (token) form.elements.csrfmiddlewaretoken.value = token[1];
    sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.responseType = "document";
    sending.upload.addEventListener("progress", (step) => {
      alive();
      if (step.lengthComputable) busy(fill(say.textSentPart, { part: Math.floor((step.loaded / step.total) * 100) }));
    });
    sending.addEventListener("load", finished);
    sending.addEventListener("error", failed);
    sending.addEventListener("abort", failed);
    busy(say.textSending);
    alive();
    sending.send(new FormData(form));
  }

  restore();
  ["input", "change", "photos"].forEach((name) => form.addEventListener(name, changed));
  form.addEventListener("submit", send);
  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
})();
