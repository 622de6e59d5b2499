// Comfort on the what-if page: a slider beside each percentage, and the years told while it is moved. The form does the
// same without: nothing is reckoned here.
"use strict";
const form = document.getElementById("hvad");
if (form) {
  const own = ["regnet", "tal", "gem"];
  let waiting = 0, asked = 0;

  async function ask() {
    const turn = ++asked;
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const address = `${form.action}?${given}`;
    const answer = await fetch(address);
    if (turn !== asked || !(answer.headers.get("content-type") || "").startsWith("text/html")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const name = (document.getElementById("navn") || {}).value;
    for (const id of own) {
      const now = document.getElementById(id), next = page.getElementById(id);
      if (now && next) now.replaceChildren(...next.childNodes);
    }
    if (name && document.getElementById("navn")) document.getElementById("navn").value = name;
    history.replaceState(null, "", address);
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 250);
  });

  for (const field of form.querySelectorAll("input.percent")) {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = Math.max(field.min, -50);
    slider.max = field.min < 0 ? Math.min(field.max, 50) : field.max;
    slider.step = 1;
    slider.value = field.value || 0;
    slider.tabIndex = -1;  // the field itself moves with the arrow keys
    slider.setAttribute("aria-hidden", "true");
    slider.addEventListener("input", () => { field.value = slider.value; });
    field.addEventListener("input", () => { slider.value = field.value || 0; });
    field.after(slider);
  }
}
