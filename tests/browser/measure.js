/* What a test measures inside the page: boxes, and contrast as WCAG 2.2 defines it. */
globalThis.measure = (() => {
  const linear = (part) => (part <= 10.31475 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  async function pixelsOf(png) {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { width, height } = image;
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, at: (x, y) => data.slice((y * width + x) * 4, (y * width + x) * 4 + 3) };
  }

  /* Walks from the middle of each side of a picture inwards; returns the lowest of the four
     contrasts between what is outside and the line that is met first. */
  async function edgeContrast(png, margin) {
    const { width, height, at } = await pixelsOf(png);
    const ground = at(0, 0);
    const met = (points) => Math.max(...points.map(([x, y]) => contrast(ground, at(x, y))));
    const steps = [...Array(2 * margin + 3).keys()];
    const [x, y] = [Math.floor(width / 2), Math.floor(height / 2)];
    return Math.min(
      met(steps.map((step) => [step, y])),
      met(steps.map((step) => [width - 1 - step, y])),
      met(steps.map((step) => [x, step])),
      met(steps.map((step) => [x, height - 1 - step])),
    );
  }

  const seen = (element) => element.checkVisibility() && !element.closest(".feedback-trap, .feedback-hidden");
  const all = (selector) => [...document.querySelectorAll(`.feedback ${selector}`)].filter(seen);
  const told = (element) => element.id || element.className || element.textContent.slice(0, 40);

  /* A control together with its labels, as one box that can be pressed. */
  function target(control) {
    const boxes = [control, ...(control.labels ?? [])].map((part) => part.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
    const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
    return { width: right - left, height: bottom - top };
  }

  const CONTROLS = ":is(input:not([type=hidden]), select, textarea, button, summary)";
  const TEXTS = ":is(label, legend, p, h2, h3, a, button, li)";

  /* Controls that cannot be pressed on a square of so many CSS pixels. */
  const smallTargets = (pixels) =>
    all(CONTROLS)
      .filter((control) => Math.min(target(control).width, target(control).height) < pixels)
      .map(told);

  /* Elements whose text does not fit into them. */
  const clipped = () =>
    all("*")
      .filter((element) => !element.matches("textarea, option, optgroup"))
      .filter((element) => getComputedStyle(element).overflow !== "visible")
      .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
      .map(told);

  /* Controls and texts that lie on each other, though neither is inside the other. */
  function overlaps() {
    const parts = all(`:is(${CONTROLS}, ${TEXTS})`).map((element) => [element, element.getBoundingClientRect()]);
    const meet = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const found = [];
    parts.forEach(([one, box], index) => {
      for (const [other, otherBox] of parts.slice(index + 1)) {
        if (!one.contains(other) && !other.contains(one) && meet(box, otherBox)) found.push([told(one), told(other)]);
      }
    });
    return found;
  }

  /* Whether the middle of the focused control, or of its label, is where a finger finds it. */
  function isCovered(element) {
    const [box] = element.getClientRects(); // a link may take two lines
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(top && element.contains(top));
  }

  /* How far each control and text begins from the side of the form where lines begin. */
  function starts() {
    const edge = document.querySelector(".feedback").getBoundingClientRect();
    const isRight = document.documentElement.dir === "rtl";
    const words = document.createRange();
    const isBlock = (part) => part.innerText && getComputedStyle(part).display !== "inline";
    const parts = all(`:is(${CONTROLS}, ${TEXTS})`).filter((part) => part.matches(CONTROLS) || isBlock(part));
    return parts.map((element) => {
      words.selectNodeContents(element);
      const box = (element.matches(CONTROLS) ? element : words).getBoundingClientRect();
      return [told(element), Math.round(isRight ? edge.right - box.right : box.left - edge.left)];
    });
  }

  const animations = () =>
    document.getAnimations().filter((a) => a.effect?.target?.closest?.(".feedback")).length;

  return { edgeContrast, smallTargets, clipped, overlaps, isCovered, starts, animations };
})();
