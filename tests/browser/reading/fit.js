// What a reader cannot read on this page at this width, as sentences: text that is too small, runs out of the window,
// is cut off, or lies over other text. Figures are judged like everything else.
() => {
  const SMALLEST = 11;
  const problems = [];
  const shown = [];
  const words = text => text.trim().replace(/\s+/g, ' ').slice(0, 40);
  const wide = document.documentElement.clientWidth;

  // A step of an animation that is not this one's turn has an opacity below 0, which checkVisibility takes for seen.
  const transparent = element => element !== null
    && (parseFloat(getComputedStyle(element).opacity) <= 0 || transparent(element.parentElement));
  const unseen = element => element.closest('.unseen, .skip, [hidden]') !== null
    || !element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) || transparent(element);

  // How many pixels of the screen a pixel of the element's own measure takes, in drawings.
  const scale = element => {
    const matrix = element instanceof SVGElement && element.getScreenCTM ? element.getScreenCTM() : null;
    return matrix ? Math.hypot(matrix.b, matrix.d) : 1;
  };

  // The ancestors that hide or scroll what is too large for them.
  const frames = element => {
    const found = [];
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX !== 'visible' && style.display !== 'inline' && !(up instanceof SVGElement)) { found.push(up); }
    }
    return found;
  };
  const scrolls = frame => /auto|scroll/.test(getComputedStyle(frame).overflowX);
  // A formula in a line is a stop where it scrolls, by the browser's own rule: test_formulas.py presses the keys.
  const reachable = frame => frame.tabIndex >= 0 || frame.matches('.formula-in-line')
    || frame.querySelector('a[href], button, input, select, summary, [tabindex="0"]') !== null;

  if (document.documentElement.scrollWidth > wide) {
    problems.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${wide} px`);
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || unseen(element)) { continue; }
    if (['script', 'style', 'noscript', 'title', 'desc', 'option'].includes(element.localName)) { continue; }
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
    if (boxes.length === 0) { continue; }
    const size = parseFloat(getComputedStyle(element).fontSize) * scale(element);
    if (size < SMALLEST - 0.05) { problems.push(`${size.toFixed(1)} px is too small: '${words(node.data)}'`); }
    const around = frames(element);
    around.forEach(frame => {
      const edge = frame.getBoundingClientRect();
      if (!boxes.some(box => box.right > edge.right + 2 || box.left < edge.left - 2)) { return; }
      if (!scrolls(frame)) { problems.push(`cut off: '${words(node.data)}'`); }
      else if (frame.scrollWidth > frame.clientWidth + 1 && !reachable(frame)) {
        problems.push(`scrolls, but not by keyboard: '${words(node.data)}'`);
      }
    });
    if (around.length === 0 && boxes.some(box => box.right > wide + 1 || box.left < -1)) {
      problems.push(`runs out of the window: '${words(node.data)}'`);
    }
    // What is scrolled out of sight lies over nothing.
    const edges = around.map(frame => frame.getBoundingClientRect());
    boxes.filter(box => edges.every(edge => box.bottom <= edge.bottom + 2 && box.top >= edge.top - 2
      && box.right <= edge.right + 2 && box.left >= edge.left - 2)).forEach(box => shown.push({node, box}));
  }

  // An animated drawing covers letters with a mark and writes them anew on it; its own tests judge what lies over what.
  // The parts of a formula are set close on purpose, and a browser's boxes are as high as all of their font's signs.
  const within = place => place.node.parentElement.closest('.fig-path, math');

  // Lines of one paragraph may touch, as their boxes are higher than their letters; more than a third is a collision.
  shown.sort((one, other) => one.box.top - other.box.top);
  shown.forEach((one, place) => {
    for (let next = place + 1; next < shown.length; next += 1) {
      const other = shown[next];
      if (other.box.top >= one.box.bottom) { break; }
      if (one.node === other.node || within(one) !== null && within(one) === within(other)) { continue; }
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && down > 0.35 * Math.min(one.box.height, other.box.height)) {
        problems.push(`'${words(one.node.data)}' lies over '${words(other.node.data)}'`);
      }
    }
  });
  return problems;
}
