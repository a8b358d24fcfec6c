// Beside a sum of money that is being typed: the same sum as people read it, with its digits in groups.
"use strict";
for (const input of document.querySelectorAll("input.money")) {
  const shown = document.createElement("output");
  shown.className = "hint";
  shown.htmlFor = input.id;
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "CNY" });
  const show = () => {
    shown.textContent = input.value === "" || Number.isNaN(Number(input.value)) ? "" : format.format(input.value);
  };
  input.after(shown);
  input.addEventListener("input", show);
  show();
}
