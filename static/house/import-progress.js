// How far an import is: asked every two seconds, announced politely. Without this script the link looks again.
"use strict";
{
  const block = document.getElementById("progress");
  const told = block.querySelector("[role=status]");

  async function ask() {
    try {
      const answer = await fetch(block.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { text, under_way: isUnderWay } = await answer.json();
      if (!isUnderWay) {
        location.reload();
        return;
      }
      if (told.textContent !== text) told.textContent = text;
    } catch {
      // The network is away for a moment: ask again
    }
    setTimeout(ask, 2000);
  }

  setTimeout(ask, 2000);
}
