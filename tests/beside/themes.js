/* Contrast of what a page shows, as WCAG 2.2 defines it, from computed colours. */
globalThis.colours = (() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });

  function partsOf(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  }

  /* What is behind an element: each ground up to the first that nothing shines through. */
  function groundOf(element) {
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
    const grounds = [];
    for (let node = element; node; node = node.parentElement) grounds.push(partsOf(getComputedStyle(node).backgroundColor));
    const opaque = grounds.findIndex(([, , , alpha]) => alpha === 255);
    const above = opaque < 0 ? grounds : grounds.slice(0, opaque);
    const start = opaque < 0 ? (isDark ? [18, 18, 18] : [255, 255, 255]) : grounds[opaque];
    return above.reverse().reduce((below, over) => mix(over, below), start);
  }

  const mix = ([...over], below) => [0, 1, 2].map((i) => (over[i] * over[3] + below[i] * (255 - over[3])) / 255);
  const linear = (part) => (part <= 10.31475 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

  function contrast(colour, ground) {
    const [dark, light] = [mix(partsOf(colour), ground), ground].map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const all = (selector) => [...document.querySelectorAll(`.feedback ${selector}`)].filter((element) => element.checkVisibility());
  const nameOf = (element) => `${element.tagName} ${element.type ?? ""} ${element.className}`;

  /* Words and edges with less than so much contrast. */
  function faint(words, edges) {
    const texts = all(":is(.feedback-label, .feedback-error, .feedback-errors a, .feedback-button, .feedback-choice label)");
    const boxes = [...all(":is(.feedback-control, .feedback-errors)")];
    const ofText = (element) => contrast(getComputedStyle(element).color, groundOf(element));
    const ofEdge = (element) => contrast(getComputedStyle(element).borderBottomColor, groundOf(element.parentElement));
    const section = document.querySelector(".feedback");
    section.querySelector("textarea").focus();
    const ring = contrast(getComputedStyle(document.activeElement).outlineColor, groundOf(section));
    return [
      ...texts.filter((element) => ofText(element) < words).map((element) => `${nameOf(element)} ${ofText(element)}`),
      ...boxes.filter((element) => ofEdge(element) < edges).map((element) => `${nameOf(element)} ${ofEdge(element)}`),
      ...(ring < edges ? [`focus ${ring}`] : []),
    ];
  }

  /* The field with the focus or its label, if something lies over it. */
  function covered() {
    const control = document.activeElement;
    const label = control.closest("[data-feedback-field]").querySelector("label, legend");
    const isCovered = (element) => {
      const { left, top, height } = element.getBoundingClientRect();
      const front = document.elementFromPoint(left + 4, top + Math.min(height / 2, 12));
      return !element.contains(front) && !front?.contains(element);
    };
    return [label, control].filter(isCovered).map(nameOf).join(", ");
  }

  const wide = () => all("*:not(.feedback-trap, .feedback-trap *)").filter((element) => element.getBoundingClientRect().right > innerWidth).map(nameOf);

  return { faint, covered, wide, item: document.querySelector(".feedback-errors li") };
})();
