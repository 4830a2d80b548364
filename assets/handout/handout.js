"use strict";
(() => {
  const stops = [...document.querySelectorAll(".stop[id]")];
  if (stops.length < 2) return;
  const [nav, before, after, all, where] = ["nav", "#before", "#after", "#all", "#where"].map((name) => document.querySelector(name));
  let at = 0;
  const show = (to, asked) => {
    at = Math.max(0, Math.min(to, stops.length - 1));
    stops.forEach((stop, n) => stop.classList.toggle("shown", n === at));
    before.disabled = at === 0;
    after.disabled = at === stops.length - 1;
    where.textContent = `${at + 1} / ${stops.length}`;
    if (asked) {
      history.replaceState(null, "", `#${stops[at].id}`);
      scrollTo(0, 0);
    }
  };
  const step = (by) => {
    document.body.classList.add("stepping");
    all.setAttribute("aria-pressed", "false");
    show(at + by, true);
  };
  before.addEventListener("click", () => step(-1));
  after.addEventListener("click", () => step(1));
  all.addEventListener("click", () => {
    const whole = document.body.classList.toggle("stepping");
    all.setAttribute("aria-pressed", String(!whole));
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      step(by);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      step(event.key === "Home" ? -at : stops.length);
    }
  });
  nav.hidden = false;
  document.body.classList.add("stepping");
  show(stops.findIndex((stop) => `#${stop.id}` === location.hash), false);
})();
