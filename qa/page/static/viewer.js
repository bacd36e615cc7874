// The transcript pane: what it shows, and how one moves in it. Its text, its ribbon and its find bar are turns.js,
// ribbon.js and find.js; they share the view.
const { say, make } = window.otr;
const { parse, same, remember, intact } = window.otr.places;
const root = element.querySelector('.vw');
const $ = (selector) => root.querySelector(selector);
const list = $('.turns');
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

const view = {
  doc: null,     // the transcript shown
  nodes: [],     // the element of each turn
  hits: [],      // the places to mark: those cited, or those found
  marked: [],    // the element of each hit
  at: -1,        // the one among them that is shown
  cited: [],     // the places that the answer cites, while the find bar has others
};
let request = 0;
let scrolled = 0;    // when the reader last did so
let moves = 0;       // a later move, or the reader's own scrolling, ends an earlier one

const text = window.otr.turns(list, view);
const ribbon = window.otr.ribbon($, view, { go, stepTo });
const found = (moved) => { mark(); if (moved) show(false); };
const find = window.otr.find($, view, { found, step, current: ribbon.current });

// ---- drawing

function draw() {
  const { doc } = view;
  list.lang = $('.vw-title').lang = doc.language;
  text.draw();
  name();
}

// All that shows what the transcript and its speakers are called.
function name() {
  const { doc } = view;
  $('.vw-title').textContent = $('.vw-title').title = doc.title;
  $('.vw-meta').textContent = doc.about.join('  ·  ');
  text.name();
  ribbon.draw();
  find.name();
  heard();
}

// What player.js goes by: the transcript that is shown.
function heard() {
  root.otrShown = view.doc;
  document.dispatchEvent(new CustomEvent('otr:transcript', { detail: view.doc }));
}

const cue = (turn, start = 0) => document.dispatchEvent(new CustomEvent('otr:place', { detail: { turn, start: Math.max(0, start) } }));

function mark() {
  text.mark();
  ribbon.mark();
  point();
}

function point() {
  text.point();
  ribbon.point();
  const { hits, at } = view;
  $('.hits').hidden = hits.length < 2;
  $('.hit-n').textContent = hits.length ? say('viewer.hit', { at: String(at + 1), n: String(hits.length) }) : '';
}

// ---- moving

function show(jump) {
  point();
  const hit = view.hits[view.at];
  if (!hit) return;
  reveal(view.marked[view.at] || view.nodes[hit.turn], jump);
  ribbon.here(hit.turn, ribbon.position(hit));
  cue(hit.turn, hit.start);
}

// Turns that were never drawn have a guessed height, so after a long jump the place is measured again until it rests.
function reveal(node, jump) {
  if (!node) return;
  const target = () => {
    const pane = list.getBoundingClientRect(), box = node.getBoundingClientRect();
    const room = Math.max(64, Math.min(pane.height * 0.28, (pane.height - box.height) / 3));
    return Math.max(0, Math.min(list.scrollTop + box.top - pane.top - room, list.scrollHeight - list.clientHeight));
  };
  const mine = ++moves;
  let frames = 40, rested = 0;
  const settle = () => {
    if (mine !== moves || !frames-- || rested > 4) return;
    const off = Math.abs(target() - list.scrollTop) > 1;
    rested = off ? 0 : rested + 1;
    if (off) list.scrollTop = target();
    requestAnimationFrame(settle);
  };
  const far = jump || calm || Math.abs(target() - list.scrollTop) > list.clientHeight * 2;
  list.scrollTo({ top: target(), behavior: far ? 'auto' : 'smooth' });
  if (far) requestAnimationFrame(settle);
  else setTimeout(settle, 450);
}

function step(by) {
  if (!view.doc) return;
  const { hits, at } = view;
  if (hits.length > 1) return stepTo((at + by + hits.length) % hits.length);
  const visible = [...list.querySelectorAll('.turn')].filter((node) => !node.closest('[hidden]'));
  const from = visible.findIndex((node) => Number(node.dataset.turn) === ribbon.current());
  go(Number(visible[Math.min(visible.length - 1, Math.max(0, from + by))]?.dataset.turn));
}

function stepTo(hit) {
  view.at = hit;
  show(false);
  if (!find.active()) { remember(view.hits[hit]); select(view.hits[hit]); }
}

function go(turn) {
  if (!(turn >= 0 && turn < view.doc.turns.length)) return;
  reveal(view.nodes[turn], false);
  ribbon.here(turn);
  cue(turn);
}

// ---- which transcript

function warn(text) {
  $('.vw-warn').hidden = !text;
  $('.vw-warn').textContent = text || '';
}

async function open(place, all = [place], push = false) {
  const mine = ++request;
  document.documentElement.dataset.viewer = 'open';
  let fresh = false;
  const stale = view.doc?.id === place.t && await server.replaced(place.t);
  if (mine !== request) return;
  if (!view.doc || view.doc.id !== place.t || stale) {
    root.dataset.state = 'loading';
    const got = await server.transcript(place.t);
    if (mine !== request) return;
    if (!got) return gone();
    view.doc = got;
    fresh = true;
    draw();
  }
  const { doc } = view;
  if (doc.id !== place.t) {  // the file was replaced by a newer version since the link was made
    const moved = place.turn >= 0 ? await server.follow(place) : null;
    if (mine !== request) return;
    place = { ...place, t: doc.id, ...moved };
    all = [place];
  }
  root.dataset.state = 'ready';
  $('.vw-empty').hidden = true;
  $('.vw-body').hidden = false;
  find.close();
  view.cited = view.hits = all.filter((hit) => hit.t === doc.id && hit.turn >= 0 && intact(hit, doc.turns));
  view.at = view.hits.findIndex((hit) => same(hit, place));
  remember(place, push);
  warn(intact(place, doc.turns) ? '' : say('viewer.changed'));
  requestAnimationFrame(() => {
    mark();
    if (view.at >= 0) show(fresh);
    else if (doc.turns[place.turn]) { reveal(view.nodes[place.turn], fresh); ribbon.here(place.turn); cue(place.turn); }
    else list.scrollTop = 0;
  });
}

function gone() {
  view.doc = null;
  heard();
  root.dataset.state = 'empty';
  $('.vw-empty').hidden = false;
  $('.vw-body').hidden = true;
  $('.vw-note').textContent = say('viewer.gone');
  shelve();
}

async function shelve() {
  const entries = await server.recent();
  $('.vw-shelf').replaceChildren(...entries.map((entry) => {
    const item = make('li'), link = make('a', 'shelf', entry.title);
    link.href = '?' + new URLSearchParams({ t: entry.id });
    if (entry.about) link.append(make('small', '', entry.about));
    item.append(link);
    return item;
  }));
  if (!entries.length) $('.vw-note').textContent = say('viewer.select');
}

const placesOf = (card) => [...card.closest('.otr-ans').querySelectorAll('a.otr-cite')].map((link) => parse(link.getAttribute('href')));

function select(place) {
  document.querySelectorAll('#chat .otr-card.sel').forEach((card) => card.classList.remove('sel'));
  const links = [...document.querySelectorAll('#chat a.otr-cite')].filter((link) => same(parse(link.getAttribute('href')), place));
  const card = links.at(-1)?.closest('.otr-card');
  card?.classList.add('sel');
  return card;
}

// Back to the conversation, on a narrow screen: the way back is that of the browser where there is one.
function close() {
  if (history.state?.otr === 'place') return history.back();
  remember(null);
  shut();
}

function shut() {
  document.documentElement.dataset.viewer = '';
  document.querySelector('#chat .otr-card.sel a.otr-cite')?.focus({ preventScroll: true });
}

// ---- events

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest('a');
  const address = link?.getAttribute('href') || '';
  if (link && !link.matches('.otr-cite') && /^\?t=/.test(address)) {   // a transcript, or the evidence for a name
    event.preventDefault();
    return document.dispatchEvent(new CustomEvent('otr:go', { detail: { address } }));
  }
  const card = event.target.closest('#chat .otr-card');
  if (!card || (link && !link.matches('.otr-cite')) || event.target.closest('summary')) return;
  if (link) event.preventDefault();
  else if (String(getSelection())) return;
  const place = parse(card.querySelector('a.otr-cite').getAttribute('href'));
  const all = placesOf(card);
  document.querySelectorAll('#chat .otr-card.sel').forEach((other) => other.classList.remove('sel'));
  card.classList.add('sel');
  const byKeyboard = event.detail === 0;
  open(place, all, true).then(() => byKeyboard && $('.vw-title').focus());
}, true);

root.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  const actions = {
    close, find: () => (find.shown() ? find.leave() : find.open()), unfind: find.leave,
    next: () => step(1), prev: () => step(-1), keys: () => $('.vw-keys').showModal(), unkeys: () => $('.vw-keys').close(),
    link: () => document.dispatchEvent(new CustomEvent('otr:copy', { detail: { text: location.href, button } })),
  };
  actions[button?.dataset.act]?.();
});

for (const own of ['wheel', 'touchmove', 'pointerdown']) list.addEventListener(own, () => { moves++; scrolled = Date.now(); }, { passive: true });

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable=true]');
  if (event.key === 'Escape') {
    if (root.querySelector('dialog[open]')) return;
    if (find.shown()) find.leave();
    else if (document.documentElement.dataset.viewer === 'open' && (innerWidth < 900 || window.otrScope)) close();
    return;
  }
  if (typing || event.metaKey || event.ctrlKey || event.altKey || document.documentElement.dataset.page !== 'ask') return;
  const act = { j: () => step(1), k: () => step(-1), '/': find.open, '?': () => view.doc && $('.vw-keys').showModal() }[event.key];
  if (act) { event.preventDefault(); act(); }
});

// An answer has arrived: on a wide screen its first passage is shown at once.
document.addEventListener('otr:answered', (event) => {
  const links = [...event.detail.answer.querySelectorAll('a.otr-cite')];
  if (!links.length || innerWidth < 900 || window.otrScope || event.detail.quiet) return;   // a frame has room for the chat
  if (event.detail.answer.querySelector('.otr-card.sel')) return;   // the reader was quicker
  const all = links.map((link) => parse(link.getAttribute('href')));
  select(all[0]);
  open(all[0], all);
});

// The library has changed: the transcript shown is gone, or its speakers have other names.
document.addEventListener('otr:changed', async () => {
  shelve();
  const shown = view.doc;
  if (!shown) return;
  const got = await server.transcript(shown.id);
  if (view.doc !== shown) return;
  if (!got || got.id !== shown.id) return gone();
  if (view.hits[view.at] && !find.active()) select(view.hits[view.at]);
  view.doc = got;   // of one id the words are always the same
  const at = ribbon.current();
  name();
  ribbon.here(at);
});

// The recording plays: the turn that is heard is shown, unless the reader has just looked elsewhere.
document.addEventListener('otr:heard', (event) => {
  const { turn, share } = event.detail, node = view.nodes[turn], before = list.querySelector('.turn.now');
  if (node !== before) {
    before?.classList.remove('now');
    node?.classList.add('now');
    if (node && Date.now() - scrolled > 6000) reveal(node, false);
  }
  if (node) ribbon.here(turn, share);
});

// An address was arrived at: by a link, or back and forward.
document.addEventListener('otr:page', (event) => {
  if (event.detail.page !== 'ask' || event.detail.moved === 'load') return;
  const place = parse(location.search);
  if (!place) return shut();
  const card = select(place);
  open(place, card ? placesOf(card) : [place]);
});

shelve();
const linked = parse(location.search);
if (linked) open(linked);
