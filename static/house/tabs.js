// The sections of a row's page as tabs (WAI-ARIA Authoring Practices: tabs that follow the focus).
// Without this script they stand one below the other and the tabs are links to them. A section has its part in the
// form and its part beside it, so one panel holds them all and shows those of the chosen tab.
"use strict";
{
  const panel = document.querySelector("[data-tabbed]");
  const list = document.querySelector(".tabs");
  const tabs = [...list.querySelectorAll("a")];
  const memory = `tab:${location.pathname}`;
  const codeOf = (tab) => tab.hash.replace("#tab-", "");
  const partsOf = (tab) => panel.querySelectorAll(`:scope [data-tab="${codeOf(tab)}"]`);

  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", list.parentElement.getAttribute("aria-label"));
  panel.setAttribute("role", "tabpanel");
  panel.tabIndex = 0;
  for (const tab of tabs) {
    tab.id = `${codeOf(tab)}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
  }

  function choose(chosen) {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      // Found by a search in the page all the same; a browser that does not know this hides it altogether
      for (const part of partsOf(tab)) {
        if (isChosen) part.removeAttribute("hidden");
        else part.setAttribute("hidden", "until-found");
      }
    }
    panel.setAttribute("aria-labelledby", chosen.id);
    list.scrollLeft = chosen.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
    sessionStorage.setItem(memory, codeOf(chosen));
  }

  const withCode = (code) => tabs.find((tab) => codeOf(tab) === code);
  // The tab that an address leads to: by its own name, or by the name of anything inside it.
  function tabAt(hash) {
    const name = decodeURIComponent(hash.slice(1));
    const part = document.getElementById(name)?.closest("[data-tab]");
    return withCode(part ? part.dataset.tab : name.replace(/^tab-/, ""));
  }
  function follow(hash) {
    const tab = hash && tabAt(hash);
    if (!tab) return false;
    choose(tab);
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target?.closest("[data-tab]") && !target.matches("[data-tab]")) {
      target.closest("details")?.setAttribute("open", "");
      target.scrollIntoView();
      target.focus();
    }
    return true;
  }
  function press(tab) {
    choose(tab);
    history.replaceState(history.state, "", tab.hash);
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    press(tab);
    tab.focus();
  });
  list.addEventListener("keydown", (event) => {
    const here = tabs.indexOf(event.target.closest("[role=tab]"));
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = {
      ArrowRight: (here + 1) % tabs.length,
      ArrowLeft: (here + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
      " ": here,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    press(tabs[next]);
    tabs[next].focus({ preventScroll: true });
  });
  // Links to something inside a section, as in the list of errors; the same link may be followed twice.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || tabs.includes(link) || event.defaultPrevented || !tabAt(link.hash)) return;
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
    follow(link.hash);
  });
  addEventListener("hashchange", () => follow(location.hash));
  panel.addEventListener("beforematch", (event) => {
    const tab = withCode(event.target.closest("[data-tab]").dataset.tab);
    if (tab) press(tab);
  });

  const wrong = tabs.find((tab) => tab.dataset.errors);
  if (wrong) press(wrong); // the address still names the tab that the form was sent from
  else if (!follow(location.hash)) choose(withCode(sessionStorage.getItem(memory)) ?? tabs[0]);
}
