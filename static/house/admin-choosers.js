"use strict";
// The framework's choosers name their parts after what is chosen. Here they are named after the field's label, so
// that a screen reader says what is being asked for; and the search box has the keyboard as soon as it opens.
{
  const $ = django.jQuery;

  const label = (select) => (select.labels[0] ? select.labels[0].textContent.trim() : select.title);

  // The row that the arrow keys stand on is the one that is read out.
  function follow(list, search) {
    const row = list.querySelector(".select2-results__option--highlighted");
    if (!row) return search.removeAttribute("aria-activedescendant");
    if (!row.id) row.id = `${list.id}-${[...list.children].indexOf(row)}`;
    search.setAttribute("aria-activedescendant", row.id);
  }

  function name(select) {
    const container = select.nextElementSibling;
    const box = container && container.querySelector('[role="combobox"]');
    if (!box) return;
    const chosen = box.querySelector(".select2-selection__rendered");
    box.removeAttribute("aria-labelledby");
    chosen.removeAttribute("role");
    chosen.removeAttribute("aria-readonly");
    const read = () => {
      const text = select.selectedOptions[0] ? select.selectedOptions[0].textContent.trim() : "";
      box.setAttribute("aria-label", text ? `${label(select)}: ${text}` : label(select));
    };
    read();
    for (const attribute of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(attribute)) box.setAttribute(attribute, select.getAttribute(attribute));
    }
    $(select).on("change", read);
    $(select).on("select2:open", () => {
      const search = document.querySelector(".select2-container--open .select2-search__field");
      const list = document.querySelector(".select2-container--open .select2-results__options");
      if (list) {
        list.setAttribute("aria-label", label(select));
        box.setAttribute("aria-controls", list.id);
      }
      if (!search || !list) return;
      search.setAttribute("aria-label", label(select));
      search.focus();
      new MutationObserver(() => follow(list, search)).observe(list, { attributeFilter: ["class"], childList: true, subtree: true });
    });
  }

  const nameAll = (root) => root.querySelectorAll("select.select2-hidden-accessible").forEach(name);

  $(() => nameAll(document));
  document.addEventListener("formset:added", (event) => nameAll(event.target));
}
