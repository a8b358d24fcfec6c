/* The report form while it is filled in: whether a measurement passes, pictures of the photos, how much is answered.
   Without this script the form works all the same; the server judges again whatever was shown here. */
(() => {
  "use strict";
  const form = document.getElementById("report");
  if (!form) return;
  const say = form.dataset;
  const SIGNS = {
    pass: '<path class="g-ok" d="m3 11 5 5L17 4"/>',
    fail: '<path class="g-no" d="M1 1h18v18H1z"/><path class="g-cut" d="m6 6 8 8m0-8-8 8"/>',
  };
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  /* ---- numbers: whole thousandths, so that 1.20 − 1.14 is exactly 0.06 ---- */

  /* As the server reads it (inspections/field/inputs.py); null where the server would ask again. */
  function thousandths(text) {
    const signs = { "。": ".", "、": ",", "−": "-", "–": "-" };
    let plain = text.normalize("NFKC").replace(/[。、−–]/g, (sign) => signs[sign]).replace(/\s/g, "");
    if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(plain)) return null;
    if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
    else if (/^[+-]?\d*,\d+$/.test(plain)) plain = plain.replace(",", ".");
    const parts = /^([+-]?)(\d*)(?:\.(\d{0,3}))?$/.exec(plain);
    if (!parts || !(parts[2] || parts[3])) return null;
    const size = Number(parts[2] || 0) * 1000 + Number((parts[3] || "").padEnd(3, "0"));
    return parts[1] === "-" ? -size : size;
  }

  function words(size, measure) {
    const value = (size * Number(measure.factor)) / 1000;
    const places = Number.isInteger(value) ? 0 : Math.max(2, String(value).split(".")[1].length);
    const number = value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
    return fill(measure.quantity, { number });
  }

  function judge(measure, text) {
    const number = thousandths(text);
    if (number === null || measure.value === undefined) return null;
    const [value, low, high] = [measure.value, measure.lowest, measure.highest].map((limit) => thousandths(limit || ""));
    let sentence = null;
    let excess = 0;
    if (low !== null && number < low) [sentence, excess] = [measure.low, low - number];
    else if (high !== null && number > high) [sentence, excess] = [measure.high, number - high];
    if (!sentence) return { passes: true, text: measure.fits };
    const sizes = { difference: words(Math.abs(number - value), measure), excess: words(excess, measure) };
    return { passes: false, text: fill(sentence, sizes) };
  }

  function showResult(item) {
    const result = item.querySelector(".result");
    if (!result) return;
    const measure = item.querySelector(".measure");
    let verdict = null;
    if (measure) verdict = judge(measure.dataset, measure.querySelector("input").value);
    else if (item.querySelector("input[value=no]:checked")) verdict = { passes: false, text: "" };
    const failed = Boolean(verdict && !verdict.passes);
    result.hidden = !verdict;
    result.classList.toggle("result--ok", Boolean(verdict && verdict.passes));
    if (measure) measure.classList.toggle("measure--bad", failed);
    if (!verdict) return;
    result.querySelector("svg").innerHTML = verdict.passes ? SIGNS.pass : SIGNS.fail;
    result.querySelector(".result__word").textContent = verdict.passes ? say.textPass : say.textFail;
    result.querySelector(".result__text").textContent = verdict.text;
    result.querySelector(".result__more").textContent = failed ? say.textFinding : "";
    const photos = item.querySelector(".item__photos");
    if (failed && photos) photos.open = true;
  }

  /* ---- photos: kept in a list of our own, because a second shot would replace the first ---- */

  function collectPhotos(slots) {
    const inputs = [...slots.querySelectorAll("input[type=file]")];
    let chosen = [];

    function hand(files) {
      const transfer = new DataTransfer();
      files.forEach((file) => transfer.items.add(file));
      return transfer.files;
    }

    function draw() {
      slots.querySelectorAll(".shot").forEach((shot) => {
        URL.revokeObjectURL(shot.querySelector("img").src);
        shot.remove();
      });
      chosen.forEach((file, index) => {
        const shot = document.createElement("div");
        const image = document.createElement("img");
        const remove = document.createElement("button");
        shot.className = "slot slot--full shot";
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", fill(say.textRemove, { name: `${index + 1} (${file.name})` }));
        remove.addEventListener("click", () => {
          chosen = chosen.filter((other) => other !== file);
          inputs[1].files = hand(chosen);
          draw();
          inputs[0].focus();
          inputs[1].dispatchEvent(new Event("photos", { bubbles: true }));
        });
        shot.append(image, remove);
        inputs[0].closest(".slot").before(shot);
      });
    }

    const same = (one, other) =>
      one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
    inputs.forEach((input) =>
      input.addEventListener("change", () => {
        for (const file of input.files) if (!chosen.some((other) => same(file, other))) chosen.push(file);
        inputs[0].value = "";
        inputs[1].files = hand(chosen); // everything is sent by the one that takes several
        draw();
        inputs[1].dispatchEvent(new Event("photos", { bubbles: true }));
      }),
    );
  }

  /* ---- how much is answered ---- */

  const items = [...form.querySelectorAll("[data-question]")];
  const progress = document.getElementById("report-progress");

  function isAnswered(item) {
    const [radio, text] = [item.querySelector("input:checked"), item.querySelector(".measure input, textarea")];
    if (radio || (text && text.value.trim())) return true;
    return !text && !item.querySelector("[type=radio]") && Boolean(item.querySelector(".shot"));
  }

  function showProgress() {
    const text = fill(say.textProgress, { done: items.filter(isAnswered).length, all: items.length });
    if (progress.textContent !== text) progress.textContent = text;
  }

  function show(item) {
    showResult(item);
    showProgress();
  }

  document.documentElement.classList.add("has-script");
  form.querySelectorAll("[data-photos]").forEach(collectPhotos);
  ["input", "change", "photos"].forEach((name) =>
    form.addEventListener(name, (event) => {
      const item = event.target.closest("[data-question]");
      if (item) show(item);
    }),
  );
  form.addEventListener("restored", () => items.forEach(show));
  items.forEach(show);
})();
