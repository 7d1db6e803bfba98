// Draws the charts, one after the other so that the page never stands still, all of them before it
// is printed, and those in closed parts when they are opened.
(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const settings = { displayModeBar: false, responsive: true, showTips: false };
  const waiting = [...document.querySelectorAll("[data-chart]")];
  if (typeof Plotly === "undefined") return;
  document.documentElement.classList.add("draws");

  // With a view box and a shape, a chart shrinks and grows with the paper that it is printed on.
  const fit = (place) => {
    for (const svg of place.querySelectorAll("svg.main-svg")) {
      const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      place.style.setProperty("--shape", `${width} / ${height}`);
    }
  };

  // Labels of rows stand above their bars; where there is room, in a column to the left of them.
  const isWide = window.matchMedia("(min-width: 42rem)");
  const arranged = (layout) => {
    if (!layout.meta || !isWide.matches) return layout;
    const column = 330;
    const annotations = layout.annotations.map((label, row) => ({
      ...label,
      text: layout.meta.rows[row],
      xshift: -column,
      yshift: 0,
    }));
    const rows = annotations.length;
    const yaxis = { ...layout.yaxis, range: [rows - 0.4, -0.6] };
    const margin = { ...layout.margin, l: column + 8 };
    return { ...layout, annotations, yaxis, margin, height: 36 * rows + 44 };
  };

  const draw = (place) => {
    if (place.classList.contains("js-plotly-plot")) return;
    const { data, layout } = charts[place.dataset.chart];
    Plotly.newPlot(place, data, arranged(layout), settings);
    place.style.minHeight = "";
    fit(place);
    place.on("plotly_afterplot", () => fit(place));
  };
  isWide.addEventListener("change", () => {
    for (const place of document.querySelectorAll(".js-plotly-plot")) {
      const { data, layout } = charts[place.dataset.chart];
      if (layout.meta) Plotly.react(place, data, arranged(layout), settings);
    }
  });

  const isShown = (place) => place.getClientRects().length > 0;
  const next = () => {
    const place = waiting.shift();
    if (!place) return;
    if (isShown(place)) draw(place);
    setTimeout(next, 0);
  };
  next();

  const drawShown = () => {
    for (const place of document.querySelectorAll("[data-chart]")) if (isShown(place)) draw(place);
  };
  window.addEventListener("beforeprint", drawShown);
  for (const part of document.querySelectorAll("details.rest")) {
    part.addEventListener("toggle", drawShown);
  }

  // A link to a scenario in a closed part opens it.
  const open = () => {
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = aim && aim.closest("details");
    if (part && !part.open) {
      part.open = true;
      aim.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", open);
  open();

  // Picks out a line that is grey, or gives it back its look.
  const picked = {
    "line.color": document.querySelector("[data-picks]")?.dataset.colour,
    "line.width": 3.5,
    "line.dash": "solid",
    opacity: 1,
    zorder: 9,
  };
  const pick = (name, scenario) => {
    const place = document.querySelector(`[data-chart="${name}"]`);
    draw(place);
    charts[name].data.forEach((trace, index) => {
      const { color, width, dash } = trace.line;
      const own = {
        "line.color": color,
        "line.width": width,
        "line.dash": dash,
        opacity: trace.opacity,
        zorder: 0,
      };
      Plotly.restyle(place, trace.meta === scenario ? picked : own, [index]);
    });
  };
  for (const select of document.querySelectorAll("[data-picks]")) {
    select.closest("p").hidden = false;
    select.addEventListener("change", () => {
      for (const name of select.dataset.picks.split(" ")) pick(name, select.value);
    });
  }
})();
