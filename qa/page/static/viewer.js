// The transcript pane. Transcript text enters the page as text nodes only, never as HTML.
// Places are code points, as everywhere else; `units` turns them into what JavaScript slices by.
const { say } = window.otr;
const root = element.querySelector('.vw');
const $ = (selector) => root.querySelector(selector);
const list = $('.turns');
const ribbon = $('.ribbon');
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

let doc = null;      // the transcript shown
let nodes = [];      // the element of each turn
let hits = [];       // the places to mark: those cited, or those found
let marked = [];     // the element of each hit
let at = -1;         // the one among them that is shown
let cited = [];      // the places that the answer cites, while the find bar has others
let request = 0;
let scrolled = 0;    // when the reader last did so
let moves = 0;         // a later move, or the reader's own scrolling, ends an earlier one

const { make } = window.otr;

const astral = (text) => /[\ud800-\udfff]/.test(text);   // else code points and units are the same

const units = (text, points) => {
  if (!astral(text)) return points;
  let unit = 0;
  for (let n = 0; n < points && unit < text.length; n++) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
};

const points = (text, unit) => (astral(text) ? Array.from(text.slice(0, unit)).length : unit);

const checksum = (text) => {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value.toString(16).padStart(8, '0');
};

const parse = (address) => {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  if (!query.get('t')) return null;
  const number = (key) => (query.has(key) ? Number(query.get(key)) : -1);
  return { t: query.get('t'), turn: number('turn'), start: number('start'), end: number('end'), sum: query.get('sum') || '', key: query.get('key') || '' };
};

const same = (a, b) => a.t === b.t && a.turn === b.turn && a.start === b.start && a.end === b.end;

// A step that was asked for leaves one to go back.
const remember = (place, push = false) => {
  const url = new URL(location.href);
  for (const key of ['t', 'turn', 'start', 'end', 'sum', 'key']) {
    if (place && place[key] !== '' && place[key] !== -1 && place[key] != null) url.searchParams.set(key, place[key]);
    else url.searchParams.delete(key);
  }
  if (push && url.href !== location.href) history.pushState({ otr: 'place' }, '', url);
  else history.replaceState(history.state, '', url);
};

// ---- drawing

function draw() {
  $('.vw-title').textContent = doc.title;
  $('.vw-title').title = doc.title;
  $('.vw-meta').textContent = doc.about.join('  ·  ');
  list.lang = $('.vw-title').lang = doc.language;
  const page = document.createDocumentFragment();
  let run = null;
  nodes = [];
  doc.turns.forEach((turn, number) => {
    if (!run || run.speaker !== turn.speaker) {
      run = { speaker: turn.speaker, node: make('section', 'run') };
      run.node.append(make('header', 'sp'));
      run.height = 44;
      page.append(run.node);
    }
    run.height += 14 + 27 * Math.ceil(turn.text.length / 78);   // a guess, until it is drawn
    run.node.style.containIntrinsicBlockSize = `auto ${run.height}px`;
    const node = make('div', 'turn');
    node.dataset.turn = number;
    node.append(make('span', 'ts', turn.time || String(number + 1)), make('p', 'tx'));
    fill(node.lastChild, turn);
    run.node.append(node);
    nodes.push(node);
  });
  list.replaceChildren(page);
  name();
  heard();
}

// What player.js goes by: the transcript that is shown.
function heard() {
  root.otrShown = doc;
  document.dispatchEvent(new CustomEvent('otr:transcript', { detail: doc }));
}

const cue = (turn, start = 0) => document.dispatchEvent(new CustomEvent('otr:place', { detail: { turn, start: Math.max(0, start) } }));

// All that shows who speaks.
function name() {
  for (const run of list.children) run.firstChild.replaceWith(heading(doc.turns[run.lastChild.dataset.turn].speaker));
  drawRibbon();
  const only = $('.only'), chosen = only.value;
  const names = [...new Set(doc.speakers.map((speaker) => speaker.who))];
  only.replaceChildren(new Option(say('viewer.everybody'), ''), ...names.map((who) => new Option(who, who)));
  only.value = names.includes(chosen) ? chosen : '';
}

function heading(number) {
  const head = make('header', 'sp');
  const speaker = doc.speakers[number];
  if (!speaker) {
    head.append(make('span', 'otr-av otr-k0', '?'), make('span', 'otr-who', say('speaker.unnamed')));
    return head;
  }
  const who = make('span', 'otr-who', speaker.who);
  who.title = speaker.label;
  head.append(make('span', 'otr-av otr-k' + speaker.hue, speaker.initials), who);
  if (speaker.role) head.append(make('span', 'otr-role', speaker.role));
  if (speaker.inferred) {
    const why = make('a', 'badge', say('speaker.inferred'));
    why.href = speaker.evidence;
    why.title = `${say('inferred.label', { label: speaker.label })} ${say('inferred.from')} ${speaker.inferred}`;
    head.append(why);
  }
  return head;
}

// Where a turn lies on the ribbon, 0 to 1: by its time where all have one, else by the amount of text before it.
function layout() {
  const turns = doc.turns;
  const timed = doc.duration > 0 && turns.every((turn) => turn.ms != null);
  let before = 0;
  const starts = turns.map((turn) => {
    const start = timed ? turn.ms : before;
    before += turn.text.length;
    return start;
  });
  const whole = timed ? doc.duration : Math.max(1, before);
  return starts.map((start, n) => [start / whole, ((n + 1 < starts.length ? starts[n + 1] : whole) - start) / whole]);
}

const SLICES = 400;   // more could not be told apart, and thousands of them would slow the scrolling of the text

// Who speaks most in each slice of the ribbon; neighbours alike are one.
function slices() {
  const shares = Array.from({ length: SLICES }, () => new Map());
  doc.turns.forEach((turn, n) => {
    const [start, width] = doc.layout[n];
    const last = Math.min(SLICES - 1, Math.floor((start + width) * SLICES));
    for (let slice = Math.floor(start * SLICES); slice <= last; slice++) {
      const part = Math.min(start + width, (slice + 1) / SLICES) - Math.max(start, slice / SLICES);
      shares[slice]?.set(turn.speaker, (shares[slice].get(turn.speaker) || 0) + part);
    }
  });
  const runs = [];
  shares.forEach((share, slice) => {
    const [speaker] = [...share].reduce((most, one) => (one[1] > most[1] ? one : most), [runs.at(-1)?.speaker ?? -1, 0]);
    if (runs.at(-1)?.speaker === speaker) runs.at(-1).end = slice + 1;
    else runs.push({ speaker, start: slice, end: slice + 1 });
  });
  return runs;
}

function drawRibbon() {
  doc.layout = layout();
  $('.segs').replaceChildren(...slices().map(({ speaker, start, end }) => {
    const node = make('i', 'otr-k' + (doc.speakers[speaker]?.hue ?? 0));
    node.style.left = start / SLICES * 100 + '%';
    node.style.width = (end - start) / SLICES * 100 + '%';
    return node;
  }));
  $('.cur').textContent = doc.turns[0].time || say('n.Turn', { n: '1' });
  $('.end').textContent = doc.turns.at(-1).time || String(doc.turns.length);
  ribbon.setAttribute('aria-valuemax', doc.turns.length);
}

// Draws all hits; `point` then shows which of them it is, without drawing the others again.
function mark() {
  const byTurn = new Map();
  hits.forEach((hit, number) => {
    if (hit.start >= 0) byTurn.set(hit.turn, [...(byTurn.get(hit.turn) || []), { ...hit, number }]);
  });
  for (const node of list.querySelectorAll('.turn.hit')) {
    node.classList.remove('hit');
    fill(node.querySelector('.tx'), doc.turns[node.dataset.turn]);
  }
  marked = [];
  for (const [number, marks] of byTurn) {
    const node = turnNode(number);
    if (!node) continue;
    fill(node.querySelector('.tx'), doc.turns[number], marks);
    node.classList.add('hit');
  }
  const places = new Set(hits.map((hit) => position(hit).toFixed(3)));   // pins nearer than that are one
  $('.pins').replaceChildren(...[...places].map(pin), pin(0));
  point();
}

function point() {
  for (const node of list.querySelectorAll('.on')) node.classList.remove('on');
  const hit = hits[at], turn = hit && turnNode(hit.turn);
  for (const node of [marked[at], turn, turn?.parentNode]) node?.classList.add('on');
  const last = $('.pins').lastChild;
  last.className = 'on';
  last.hidden = !hit;
  if (hit) last.style.left = position(hit) * 100 + '%';
  $('.hits').hidden = hits.length < 2;
  $('.hit-n').textContent = hits.length ? say('viewer.hit', { at: String(at + 1), n: String(hits.length) }) : '';
}

function pin(share) {
  const node = make('i');
  node.style.left = share * 100 + '%';
  return node;
}

// The text of a turn with its marks, and the stenographer's notes set apart; the characters are those of the text.
function fill(node, turn, marks = []) {
  const { text } = turn;
  const notes = turn.notes.map(([start, end]) => [units(text, start), units(text, end)]);
  const write = (parent, from, to) => {
    for (const [start, end] of notes) {
      const first = Math.max(from, start), last = Math.min(to, end);
      if (first >= last) continue;
      parent.append(text.slice(from, first), make('span', 'note', text.slice(first, last)));
      from = last;
    }
    parent.append(text.slice(from, to));
  };
  node.textContent = '';
  let from = 0;
  for (const { start, end, key, number } of marks.sort((a, b) => a.start - b.start)) {
    const first = units(text, start), last = units(text, end);
    if (last <= first || first < from) continue;
    const [keyed, done] = keyIn(key, end - start).map((point) => units(text, start + point)), answering = make('strong');
    marked[number] = make('mark');
    write(marked[number], first, keyed);
    write(answering, keyed, done);
    if (done > keyed) marked[number].append(answering);
    write(marked[number], done, last);
    write(node, from, first);
    node.append(marked[number]);
    from = last;
  }
  write(node, from, text.length);
}

// Which words of a place answer, as its address has them: from, to; none is an empty stretch at its beginning.
function keyIn(key, length) {
  const [from, to] = (/^\d+-\d+$/.test(key) ? key : '0-0').split('-').map(Number);
  return from < to && to <= length ? [from, to] : [0, 0];
}

const turnNode = (number) => nodes[number];

function position(hit) {
  const [start, width] = doc.layout[hit.turn] || [0, 0];
  const length = doc.turns[hit.turn]?.text.length || 1;
  return Math.min(1, start + width * Math.min(1, Math.max(0, hit.start) / length));
}

// ---- moving

function show(jump) {
  point();
  const hit = hits[at];
  if (!hit) return;
  reveal(marked[at] || turnNode(hit.turn), jump);
  here(hit.turn, position(hit));
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

function here(turn, share) {
  const label = doc.turns[turn].time || say('n.Turn', { n: String(turn + 1) });
  $('.cur').textContent = label;
  $('.needle').style.left = (share ?? doc.layout[turn][0]) * 100 + '%';
  ribbon.setAttribute('aria-valuenow', turn + 1);
  ribbon.setAttribute('aria-valuetext', `${label}, ${doc.speakers[doc.turns[turn].speaker]?.who || say('speaker.unnamed_one')}`);
}

function step(by) {
  if (!doc) return;
  if (hits.length > 1) return stepTo((at + by + hits.length) % hits.length);
  const visible = [...list.querySelectorAll('.turn')].filter((node) => !node.closest('[hidden]'));
  const from = visible.findIndex((node) => Number(node.dataset.turn) === current());
  go(Number(visible[Math.min(visible.length - 1, Math.max(0, from + by))]?.dataset.turn));
}

function stepTo(hit) {
  at = hit;
  show(false);
  if (!finding()) { remember(hits[at]); select(hits[at]); }
}

const current = () => Number(ribbon.getAttribute('aria-valuenow')) - 1;

function go(turn) {
  if (!(turn >= 0 && turn < doc.turns.length)) return;
  reveal(turnNode(turn), false);
  here(turn);
  cue(turn);
}

function warn(text) {
  $('.vw-warn').hidden = !text;
  $('.vw-warn').textContent = text || '';
}

async function open(place, all = [place], push = false) {
  const mine = ++request;
  document.documentElement.dataset.viewer = 'open';
  let fresh = false;
  const stale = doc?.id === place.t && await server.replaced(place.t);
  if (mine !== request) return;
  if (!doc || doc.id !== place.t || stale) {
    root.dataset.state = 'loading';
    const found = await server.transcript(place.t);
    if (mine !== request) return;
    if (!found) return gone();
    doc = found;
    fresh = true;
    draw();
  }
  if (doc.id !== place.t) {  // the file was replaced by a newer version since the link was made
    const moved = place.turn >= 0 ? await server.follow(place) : null;
    if (mine !== request) return;
    place = { ...place, t: doc.id, ...moved };
    all = [place];
  }
  root.dataset.state = 'ready';
  $('.vw-empty').hidden = true;
  $('.vw-body').hidden = false;
  closeFind();
  cited = all.filter((hit) => hit.t === doc.id && hit.turn >= 0 && intact(hit));
  hits = cited;
  const known = intact(place);
  at = hits.findIndex((hit) => same(hit, place));
  remember(place, push);
  warn(known ? '' : say('viewer.changed'));
  requestAnimationFrame(() => {
    mark();
    if (at >= 0) show(fresh);
    else if (doc.turns[place.turn]) { reveal(turnNode(place.turn), fresh); here(place.turn); cue(place.turn); }
    else list.scrollTop = 0;
  });
}

// Whether the words at a place are those that were there when its link was made.
function intact(place) {
  const turn = doc.turns[place.turn];
  if (place.turn < 0) return true;
  if (!turn || !(place.start >= 0)) return Boolean(turn) && !place.sum;
  const words = turn.text.slice(units(turn.text, place.start), units(turn.text, place.end));
  return place.start < place.end && (!place.sum || checksum(words) === place.sum);
}

function gone() {
  doc = null;
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

// ---- finding

const finding = () => !$('.vw-find').hidden && $('.find').value.trim() !== '';

function openFind() {
  if (!doc) return;
  $('.vw-find').hidden = false;
  $('[data-act=find]').setAttribute('aria-expanded', 'true');
  $('.find').focus();
  $('.find').select();
}

function closeFind() {
  $('.vw-find').hidden = true;
  $('[data-act=find]').setAttribute('aria-expanded', 'false');
  $('.find').value = '';
  $('.find-n').textContent = '';
  if ($('.only').value) { $('.only').value = ''; filter(); }
}

function find() {
  clearTimeout(find.timer);
  find.words = $('.find').value;
  const words = $('.find').value.trim();
  const who = $('.only').value;
  if (!words) { hits = cited; at = cited.length ? 0 : -1; $('.find-n').textContent = ''; return mark(); }
  const pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
  hits = [];
  doc.turns.forEach((turn, number) => {
    if (who && doc.speakers[turn.speaker]?.who !== who) return;
    for (const found of turn.text.matchAll(pattern)) {
      const start = points(turn.text, found.index);
      hits.push({ t: doc.id, turn: number, start, end: start + points(found[0], found[0].length), sum: '' });
    }
  });
  at = hits.length ? Math.max(0, hits.findIndex((hit) => hit.turn >= current())) : -1;
  $('.find-n').textContent = hits.length ? say('viewer.found', { n: hits.length }) : say('viewer.not_found');
  mark();
  show(false);
}

function filter() {
  const who = $('.only').value;
  for (const run of list.querySelectorAll('.run')) {
    const turn = doc.turns[run.querySelector('.turn').dataset.turn];
    run.hidden = Boolean(who) && doc.speakers[turn.speaker]?.who !== who;
  }
  if (finding()) find();
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
    close, find: () => ($('.vw-find').hidden ? openFind() : leaveFind()), unfind: leaveFind,
    next: () => step(1), prev: () => step(-1), keys: () => $('.vw-keys').showModal(), unkeys: () => $('.vw-keys').close(),
    link: () => document.dispatchEvent(new CustomEvent('otr:copy', { detail: { text: location.href, button } })),
  };
  actions[button?.dataset.act]?.();
});

function leaveFind() {
  closeFind();
  hits = cited;
  at = cited.length ? 0 : -1;
  mark();
  show(false);
  list.focus({ preventScroll: true });
}

for (const own of ['wheel', 'touchmove', 'pointerdown']) list.addEventListener(own, () => { moves++; scrolled = Date.now(); }, { passive: true });
$('.find').addEventListener('input', () => { clearTimeout(find.timer); find.timer = setTimeout(find, 80); });
$('.find').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  if (find.words !== $('.find').value) find();
  else step(event.shiftKey ? -1 : 1);
});
$('.only').addEventListener('change', filter);

const shareAt = (event) => (event.clientX - ribbon.getBoundingClientRect().left) / ribbon.clientWidth;
const turnAt = (share) => Math.max(0, doc.layout.findLastIndex(([start]) => start <= share));

ribbon.addEventListener('mousemove', (event) => {
  const turn = turnAt(shareAt(event));
  ribbon.title = `${doc.turns[turn].time || say('n.Turn', { n: String(turn + 1) })} · ${doc.speakers[doc.turns[turn].speaker]?.who || say('speaker.unnamed_one')}`;
});

// To the pin that was hit, else to the turn.
ribbon.addEventListener('click', (event) => {
  const share = shareAt(event), near = hits.map((hit) => Math.abs(position(hit) - share) * ribbon.clientWidth);
  const nearest = near.indexOf(Math.min(...near));
  if (near[nearest] <= 7) stepTo(nearest);
  else go(turnAt(share));
});
ribbon.addEventListener('keydown', (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
  const to = { Home: 0, End: doc.turns.length - 1 }[event.key];
  if (by === undefined && to === undefined) return;
  event.preventDefault();
  go(to ?? Math.min(doc.turns.length - 1, Math.max(0, current() + by)));
});

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable=true]');
  if (event.key === 'Escape') {
    if (root.querySelector('dialog[open]')) return;
    if (!$('.vw-find').hidden) leaveFind();
    else if (document.documentElement.dataset.viewer === 'open' && (innerWidth < 900 || window.otrScope)) close();
    return;
  }
  if (typing || event.metaKey || event.ctrlKey || event.altKey || document.documentElement.dataset.page !== 'ask') return;
  const act = { j: () => step(1), k: () => step(-1), '/': openFind, '?': () => doc && $('.vw-keys').showModal() }[event.key];
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
  if (!doc) return;
  const shown = doc, found = await server.transcript(shown.id);
  if (doc !== shown) return;
  if (!found || found.id !== doc.id) return gone();
  if (hits[at] && !finding()) select(hits[at]);
  doc = found;   // of one id the words are always the same
  $('.vw-title').textContent = $('.vw-title').title = doc.title;
  $('.vw-meta').textContent = doc.about.join('  ·  ');
  name();
  heard();
  here(current());
});

// The recording plays: the turn that is heard is shown, unless the reader has just looked elsewhere.
document.addEventListener('otr:heard', (event) => {
  const { turn, share } = event.detail, node = turnNode(turn), before = list.querySelector('.turn.now');
  if (node !== before) {
    before?.classList.remove('now');
    node?.classList.add('now');
    if (node && Date.now() - scrolled > 6000) reveal(node, false);
  }
  if (node) here(turn, share);
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
