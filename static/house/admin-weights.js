// Below the weights of a contract's metric terms: their sum, while one types. The gate says the same after saving.
"use strict";
// It stands in the head of the page, with whatever else the rows need
addEventListener("DOMContentLoaded", () => {
  const inputs = () => [...document.querySelectorAll("input[data-weight]")].filter((input) => {
    const row = input.closest("tr");
    return !input.name.includes("__prefix__") && !row?.querySelector("input[name$='-DELETE']")?.checked;
  });
  const first = document.querySelector("input[data-weight]");
  const table = first?.closest("fieldset");
  if (table) {
    const whole = Number(first.dataset.whole);
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 2 });
    const shown = document.createElement("p");
    shown.className = "hint weights";
    shown.setAttribute("role", "status");
    const show = () => {
      const sum = inputs().reduce((total, input) => total + (Number(input.value) || 0), 0);
      shown.textContent = `${first.dataset.weight} ${format.format(sum / whole)}`;
      shown.classList.toggle("late", sum !== whole);
    };
    table.append(shown);
    table.addEventListener("input", show);
    table.addEventListener("change", show);
    show();
  }
});
