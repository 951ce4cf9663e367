const body = () => element.querySelector('.body');
const clear = () => document.getSelection().removeAllRanges();
let last = null;
let focused = null;

// Offsets are code points of the article's text, as Python counts; a JavaScript string counts
// UTF-16. Only a piece that is shown as it stands in the text can be cut within.
function offset(piece, node, index, side) {
  if (!piece.hasAttribute('data-exact') || node.nodeType !== Node.TEXT_NODE || !piece.contains(node)) {
    return Number(piece.dataset[side]);
  }
  return Number(piece.dataset.start) + [...node.data.slice(0, index)].length;
}

function selected() {
  const selection = document.getSelection();
  if (!body() || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const pieces = [...body().querySelectorAll('[data-start]')].filter((one) => range.intersectsNode(one));
  const title = element.querySelector('[data-title]');
  if (!pieces.length) return title && range.intersectsNode(title) ? { title: true } : null;
  const start = offset(pieces[0], range.startContainer, range.startOffset, 'start');
  const end = offset(pieces.at(-1), range.endContainer, range.endOffset, 'end');
  return start < end ? { start, end } : null;
}

function send(data) {
  if (!data) return;
  last = null;
  clear();
  trigger('mark', data);
}

function toggle(node) {
  if (node.hasAttribute('data-title')) return { title: true };
  const start = Number(node.dataset.from);
  return node.getAttribute('aria-pressed') === 'true' ? { at: start } : { start, end: Number(node.dataset.to) };
}

document.addEventListener('selectionchange', () => { last = selected() || last; });
element.addEventListener('mouseup', (event) => {
  if (event.target.closest('.mark-selection')) return;
  setTimeout(() => send(selected()));
});
element.addEventListener('click', (event) => {
  if (event.target.closest('.mark-selection')) return send(selected() || last);
  if (selected()) return;
  const mark = event.target.closest('mark');
  if (mark) send({ at: Number(mark.dataset.start) });
  else if (event.target.closest('[data-title]')) send({ title: true });
});
element.addEventListener('keydown', (event) => {
  const stop = event.target.closest('.sentence, [data-title]');
  if (!stop) return;
  const stops = [...element.querySelectorAll('.sentence, [data-title]')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) stops[stops.indexOf(stop) + step]?.focus();
  else if (event.key === ' ' || event.key === 'Enter') {
    focused = stop.dataset.from ?? 'title';
    send(toggle(stop));
  } else return;
  event.preventDefault();
});
watch('value', () => {
  if (focused === null) return;
  const name = focused === 'title' ? '[data-title]' : `[data-from="${focused}"]`;
  element.querySelector(name)?.focus();
  focused = null;
});
