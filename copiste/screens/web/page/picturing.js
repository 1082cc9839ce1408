// What a picture needs: places painted over, a window that shows everything, and where messages stand.

const makePictures = ({ panesOf, tokenOf }) => {
  const cover = (seen, masked) => {
    panesOf(true).forEach((pane) => pane.uncover(true));
    const shown = panesOf(false);
    const isSame = tokenOf(shown, false) === seen;
    shown.forEach((pane, slot) => pane.cover(isSame
      ? masked.filter((place) => Math.floor(place / SLOT) === slot).map((place) => place % SLOT) : null));
    return '{"covered":true}';
  };

  const uncover = (show) => JSON.stringify({
    covered: panesOf(false).map((pane) => pane.uncover(show)).every(Boolean),
  });

  // The size of a window that shows everything.
  const size = () => {
    const hidden = panesOf(true).map((pane) => hiddenIn(pane.window));
    return JSON.stringify({
      width: window.innerWidth + Math.max(0, ...hidden.map(({ beside }) => beside)),
      height: window.innerHeight + Math.max(0, ...hidden.map(({ below }) => below)),
    });
  };

  // The boxes of what holds messages, each with the name of its place.
  const messageBoxes = () => JSON.stringify(panesOf(false).flatMap((pane) => {
    const { x, y } = offsetOf(pane.window);
    return Object.entries(config.message).flatMap(([name, selector]) => (
      Array.from(pane.document.querySelectorAll(selector), (element) => element.getBoundingClientRect())
        .filter((box) => box.width > 0 && box.height > 0)
        .map((box) => [name, [box.left + x, box.top + y, box.right + x, box.bottom + y]])));
  }));

  return { cover, uncover, size, messageBoxes };
};
