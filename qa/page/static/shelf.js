// The list of transcripts, and all that can be done with one. Text enters the page as text nodes only.
const words = window.otr.say, { number } = window.otr;
const $ = (selector) => element.querySelector(selector);
const body = $('tbody'), more = $('.lib-more'), note = $('.lib-said p');
const [search, speaker, year, order] = ['find', 'who', 'year', 'sort'].map((name) => $('.lib-' + name));
const STEP = 60;   // rows drawn at once; the others when they are scrolled to
let entries = [];
let shown = [];    // those that the search finds, in order
let drawn = 0;     // how many of them have rows
let opened = '';   // the transcript whose details are shown
let voices = [];   // and who speaks in it

const { make } = window.otr;

const button = (text, cls, act, label) => {
  const node = window.otr.button(cls, act, text);
  if (label) node.setAttribute('aria-label', label);
  return node;
};


const tidy = (text) => text.trim().replace(/\s+/g, ' ');
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
const cell = (cls, text) => {
  const node = make('td', cls, text);
  node.setAttribute('role', 'cell');
  return node;
};

// ---- the list

function row(entry) {
  const line = make('tr', entry.id === opened ? 'open' : ''), title = cell('title'), link = make('a', 'shelf', entry.title);
  line.setAttribute('role', 'row');
  line.dataset.id = entry.id;
  link.href = '?' + new URLSearchParams({ t: entry.id });
  title.append(link);
  const about = [entry.place, entry.media && words(`library.media.${entry.media}`)].filter(Boolean);
  if (about.length) title.append(make('small', entry.media ? 'heard' : '', about.join(' · ')));
  const names = entry.speakers, few = names.slice(0, 3).join(', '), who = cell('who', names.length > 3 ? words('library.who.more', { names: few, n: names.length - 3 }) : few);
  who.title = names.join(', ');
  const act = cell('act'), details = button(words('library.details'), 'plain', () => toggle(entry.id), words('library.details.of', entry));
  details.setAttribute('aria-expanded', String(entry.id === opened));
  act.append(details, button(words('library.remove'), 'plain', () => remove(entry), words('library.remove.of', entry)));
  const turns = cell('num turns', number(entry.turns));
  turns.dataset.said = words('n.turns', { n: entry.turns });   // where the column has no head, see library.css
  line.append(title, cell('date', entry.day), who, turns, cell('num length', entry.length), act);
  return entry.id === opened ? [line, panel(entry)] : [line];
}

function draw() {
  const wanted = fold(search.value).split(/\s+/).filter(Boolean), who = fold(tidy(speaker.value));
  const [key, down] = [order.value.replace('-', ''), order.value.endsWith('-')];
  shown = entries.filter((entry) => wanted.every((word) => entry.words.includes(word))
    && (!who || entry.people.some((name) => name.includes(who))) && (!year.value || entry.date.startsWith(year.value)));
  const by = (a, b) => (typeof a[key] === 'string' ? a[key].localeCompare(b[key]) : a[key] - b[key]);
  const unknown = (entry) => entry[key] === '' || entry[key] === -1;   // those come last, either way
  shown.sort((a, b) => unknown(a) - unknown(b) || (down ? by(b, a) : by(a, b)) || b.added - a.added);
  body.replaceChildren();
  drawn = 0;
  next(Math.max(STEP, shown.findIndex((entry) => entry.id === opened) + 1));
  const all = entries.length;
  $('.lib-table').hidden = !shown.length;
  $('.lib-count').textContent = shown.length === all ? words('n.transcripts', { n: all }) : words('shown.transcripts', { shown: shown.length, n: all });
  $('.lib-none').textContent = shown.length ? '' : words(all ? 'library.none' : 'library.empty');
  for (const head of element.querySelectorAll('th[aria-sort]')) {
    head.setAttribute('aria-sort', head.firstElementChild.dataset.sort !== key ? 'none' : down ? 'descending' : 'ascending');
  }
}

function next(count) {
  body.append(...shown.slice(drawn, drawn + count).flatMap(row));
  drawn = Math.min(shown.length, drawn + count);
  more.hidden = drawn >= shown.length;
  more.textContent = words('more.n', { n: Math.min(STEP, shown.length - drawn) });
}

// Draws one transcript anew and leaves the others alone, with what is typed there.
function redraw(id) {
  const line = body.querySelector(`tr[data-id="${CSS.escape(id)}"]`), entry = entries.find((each) => each.id === id);
  if (!line || !entry) return draw();
  if (line.nextSibling?.matches('.details')) line.nextSibling.remove();
  line.replaceWith(...row(entry));
}

function take(list) {
  entries = list.map((entry, added) => ({ ...entry, added, people: entry.speakers.map(fold), words: fold([entry.title, entry.day, entry.date, entry.place, entry.format, ...entry.speakers].join(' ')) }));
  const years = [...new Set(entries.map((entry) => entry.date.slice(0, 4)).filter(Boolean))].sort().reverse(), kept = year.value;
  year.replaceChildren(new Option(words('library.year.any'), ''), ...years.map((each) => new Option(each, each)));
  year.value = years.includes(kept) ? kept : '';
  const people = [...new Set(entries.flatMap((entry) => entry.speakers))].sort((a, b) => a.localeCompare(b));
  $('datalist').replaceChildren(...people.map((name) => new Option(name, name)));
}

// Only where it is seen: a great library is a long list.
async function load() {
  load.stale = document.documentElement.dataset.page !== 'library';
  if (load.stale) return;
  const [list, gone] = [await server.entries(), await server.discarded()];
  bin(gone);
  const before = JSON.stringify(load.last);
  if (before === JSON.stringify(list)) return;   // what is being typed stays
  load.last = list;
  take(list);
  draw();
}

// ---- what became of it, with the way back

function say(text, undo) {
  note.textContent = text;
  note.parentNode.querySelector('button')?.remove();
  if (undo) note.after(button(words('undo'), 'plain', undo));
}

// The whole page learns of it: answers are given anew.
function tell(names = []) {
  document.dispatchEvent(new CustomEvent('otr:renamed', { detail: names }));
  trigger('renamed', { names });
}

async function refresh(id = opened) {
  voices = opened ? await server.voices(opened) : [];
  load.last = await server.entries();
  take(load.last);
  bin(await server.discarded());
  if (id) redraw(id);
  else draw();
}

const failed = (result) => {
  if (result?.error) say(result.error);
  return Boolean(result?.error);
};

async function remove(entry) {
  if (failed(await server.discard(entry.id))) return;
  if (opened === entry.id) opened = '';
  await refresh('');
  say(words('library.removed', entry), () => restore(entry));
  $('.lib-said button').focus();
  tell();
}

async function restore(gone) {
  const back = await server.restore(gone.id);
  if (failed(back)) return;
  await refresh('');
  say(words(back ? 'library.restored' : 'library.lost', gone));
  if (back) tell();
  (body.querySelector(`tr[data-id="${CSS.escape(gone.id)}"] a`) || search).focus();
}

function bin(gone) {
  const box = $('.lib-gone');
  box.hidden = !gone.length;
  box.querySelector('summary').textContent = words('library.gone', { n: gone.length });
  box.querySelector('ul').replaceChildren(...gone.map((each) => {
    const item = make('li', '', each.title);
    item.append(button(words('library.restore'), 'plain', () => restore(each), words('library.restore.of', each)), button(words('library.erase'), 'plain bad', async () => {
      if (failed(await server.erase(each.id))) return;
      bin(await server.discarded());
      say(words('library.erased', each));
    }, words('library.erase.of', each)));
    return item;
  }));
}

// ---- the details of one transcript

async function toggle(id) {
  const before = opened;
  say('');
  opened = opened === id ? '' : id;
  voices = opened ? await server.voices(opened) : [];
  if (before && before !== id) redraw(before);
  redraw(id);
  body.querySelector(`tr[data-id="${CSS.escape(id)}"] [aria-expanded]`)?.focus();
}

function panel(entry) {
  const line = make('tr', 'details'), box = cell(), inner = make('div', 'lib-panel'), left = make('div'), right = make('div', 'lib-voices');
  line.setAttribute('role', 'row');
  box.colSpan = 6;
  left.append(...about(entry), ...recording(entry), ...taking(entry));
  const list = make('ul');
  list.setAttribute('aria-label', words('library.voices', entry));
  list.append(...voices.map((voice) => person(entry, voice)));
  right.append(make('h3', '', words('speakers')), make('p', 'lib-hint', words('library.voices.hint')), list,
    button(words('library.voices.undo'), 'plain', undoLast));
  inner.append(left, right);
  box.append(inner);
  line.append(box);
  return line;
}

function labelled(text, input) {
  const label = make('label', 'lib-field');
  label.append(make('span', '', text), input);
  return label;
}

function field(value, name, placeholder = '') {
  const input = make('input');
  Object.assign(input, { value, placeholder, autocomplete: 'off', spellcheck: false, maxLength: 300 });
  if (name) input.setAttribute('aria-label', name);
  return input;
}

function about(entry) {
  const form = make('form', 'lib-about'), title = field(entry.title), date = field(entry.date, '', '2023-11-09'), save = make('button', 'plain', words('save'));
  date.className = 'short';
  save.disabled = true;
  const why = make('small', 'lib-hint', words('library.date.hint'));
  form.append(labelled(words('title'), title), labelled(words('date'), date), save, why);
  form.addEventListener('input', () => { save.disabled = tidy(title.value) === entry.title && date.value.trim() === entry.date; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const changes = { title: tidy(title.value) !== entry.title && title.value, date: date.value.trim() !== entry.date && date.value };
    const before = await server.given(entry.id);
    if (failed(before)) return;
    const done = await described(entry, changes);
    date.setAttribute('aria-invalid', String(done.field === 'date'));
    if (!done.error) say(done.said, async () => { const back = await described(entry, before); if (!back.error) say(back.said); });
  });
  return [make('h3', '', words('library.about')), form];
}

async function described(entry, given) {
  const done = await server.describe({ transcript: entry.id, ...given });
  if (failed(done)) return done;
  await refresh(entry.id);
  tell();
  (body.querySelector('.lib-about input') || search).focus();
  return done;
}

function recording(entry) {
  const form = make('form', 'lib-media'), file = make('input', 'otr-off'), choose = button(words(entry.media && entry.media !== 'web' ? 'library.file.other' : 'library.file'), 'plain', () => file.click());
  file.type = 'file';
  file.accept = 'audio/*,video/*';
  file.tabIndex = -1;
  file.setAttribute('aria-label', words('player.recording', entry));
  file.addEventListener('change', () => file.files[0] && send(entry, file.files[0]));
  const address = field(entry.address, words('library.address'), words('library.address.hint')), link = make('button', 'plain', words('library.link'));
  link.disabled = true;
  address.inputMode = 'url';
  address.addEventListener('input', () => { link.disabled = !tidy(address.value) || tidy(address.value) === entry.address; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await attached(server.attach({ transcript: entry.id, address: address.value }));
  });
  form.append(choose, file, address, link);
  if (entry.media) form.append(button(words('library.detach'), 'plain', () => attached(server.attach({ transcript: entry.id, address: '' }))));
  return [make('h3', '', words('library.recording')), make('p', 'lib-hint', words(`library.recording.${entry.media || 'none'}`)), form];
}

async function attached(asked) {
  const done = await asked;
  if (failed(done)) return;
  await refresh();
  say(done.said);
  tell();
}

// A recording may be large: it goes in one piece, with a word on how far it is.
function send(entry, file) {
  const asked = new XMLHttpRequest();
  asked.open('PUT', 'media/' + encodeURIComponent(entry.id) + '?' + new URLSearchParams({ name: file.name }));
  asked.upload.addEventListener('progress', (event) => say(words('library.sending', { file: file.name, percent: words('percent', { n: Math.floor(100 * event.loaded / Math.max(1, event.total)) }) })));
  asked.addEventListener('error', () => say(words('library.unsent', { file: file.name })));
  asked.addEventListener('load', () => {
    let answer = {};
    try { answer = JSON.parse(asked.responseText); } catch { /* no sentence came */ }
    if (asked.status === 201) attached({ said: words('library.attached', { file: file.name }) });
    else say([answer.detail, answer.cure].filter(Boolean).join('; ') || words('library.unkept', { file: file.name, status: String(asked.status) }));
  });
  asked.send(file);
}

function taking(entry) {
  const list = make('p', 'lib-take');
  for (const kind of ['original', 'text', 'markdown', 'json']) {
    const name = words(`library.take.${kind}`), link = make('a', 'plain', name);
    link.href = `files/${encodeURIComponent(entry.id)}/${kind}`;
    link.setAttribute('aria-label', words('library.take.of', { name, title: entry.title }));
    link.download = '';
    list.append(link);
  }
  return [make('h3', '', words('library.take')), list];
}

// ---- who speaks in it

function person(entry, voice) {
  const item = make('li'), form = make('form'), name = field(voice.who, words('voice.name', voice)), merge = make('small', 'merge');
  name.maxLength = 200;
  const save = make('button', 'plain', words('voice.rename')), all = make('input'), everywhere = make('label', 'all');
  save.setAttribute('aria-label', words('voice.rename.of', voice));
  save.hidden = true;
  merge.setAttribute('role', 'status');
  all.type = 'checkbox';
  everywhere.append(all, words(voice.part ? 'voice.everywhere.part' : 'voice.everywhere', { who: voice.who, n: voice.elsewhere }));
  everywhere.hidden = true;
  form.append(make('span', 'otr-av otr-k' + voice.hue, voice.initials), name, save, everywhere, merge);
  name.addEventListener('input', () => {
    const now = tidy(name.value);
    save.hidden = !now || now === voice.who;
    everywhere.hidden = save.hidden || !voice.elsewhere;
    const other = voices.some((another) => another !== voice && another.who === now);
    merge.textContent = other ? words('voice.merge', { who: voice.who, other: now }) : '';
  });
  name.addEventListener('keydown', (event) => { if (event.key === 'Escape') { name.value = voice.who; name.dispatchEvent(new Event('input')); } });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    changed(await server.rename({ transcript: entry.id, who: voice.who, name: name.value, everywhere: all.checked }), tidy(name.value));
  });
  item.append(form, also(entry, voice, item));
  return item;
}

function facts(voice) {
  const text = [voice.labels.length ? words('people.printed', { labels: voice.labels.join(', ') }) : '', words('n.turns', { n: voice.turns }),
    voice.known.length ? words('voice.elsewhere', { names: voice.known.join(', ') }) : ''];
  const node = make('small', 'about', text.filter(Boolean).join(' · '));
  if (voice.inferred) {
    const why = make('a', 'badge', words('speaker.inferred'));
    why.href = voice.evidence;
    why.title = `${words('inferred.from')} ${voice.inferred}`;
    node.append(' ', why);
  }
  return node;
}

// Other names by which questions find somebody, and the way to part two who have one label.
function also(entry, voice, item) {
  const line = make('p', 'also');
  line.append(facts(voice));
  if (voice.aliases.length) line.append(make('span', 'lib-hint', words('voice.also')));
  line.append(...voice.aliases.map((alias) => {
    const chip = make('span', 'chip', alias);
    chip.append(button('×', '', async () => changed(await server.unalias(alias), voice.who), words('voice.forget', { name: alias })));
    return chip;
  }));
  if (!voice.part) line.append(button(words('voice.add'), 'quiet', (event) => add(entry, voice, event.currentTarget), words('voice.add.of', voice)));
  if (voice.turns > 1) line.append(button(words('voice.split'), 'quiet', (event) => part(entry, voice, item, event.currentTarget), words('voice.split.of', voice)));
  return line;
}

function add(entry, voice, opener) {
  say('');
  const form = make('form', 'other'), name = field('', words('voice.other', voice), words('voice.other.hint')), keep = make('button', 'plain', words('voice.keep'));
  const back = () => { form.replaceWith(opener); opener.focus(); };
  form.append(name, keep, button(words('cancel'), 'quiet', back));
  name.addEventListener('keydown', (event) => { if (event.key === 'Escape') back(); });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    changed(await server.alias({ transcript: entry.id, who: voice.who, name: name.value }), voice.who);
  });
  opener.replaceWith(form);
  name.focus();
}

async function part(entry, voice, item, opener) {
  if (item.querySelector('.split')) return;
  say('');
  const turns = await server.said({ transcript: entry.id, who: voice.who });
  const form = make('form', 'split'), list = make('ol'), name = field('', words('voice.part', voice), words('voice.part.hint')), go = make('button', 'otr-primary', words('voice.split'));
  const boxes = turns.map((turn) => {
    const line = make('li'), label = make('label'), box = make('input');
    box.type = 'checkbox';
    label.append(box, make('span', 'when', turn.time || words('n.turn', { n: String(turn.turn + 1) })), make('span', 'words', turn.text));
    line.append(label);
    list.append(line);
    return box;
  });
  let last = -1;
  list.addEventListener('click', (event) => {
    const place = boxes.indexOf(event.target);
    if (place < 0) return;
    if (event.shiftKey && last >= 0) for (let n = Math.min(last, place); n <= Math.max(last, place); n++) boxes[n].checked = event.target.checked;
    last = place;
    check();
  });
  const chosen = () => turns.filter((_, n) => boxes[n].checked).map((turn) => turn.turn);
  const check = () => {
    const count = chosen().length;
    go.disabled = !count || !tidy(name.value) || tidy(name.value) === voice.who;
    go.textContent = count ? words('voice.give', { n: count, name: tidy(name.value) || '…' }) : words('voice.choose');
  };
  const back = () => { form.remove(); opener.focus(); };
  name.addEventListener('input', check);
  form.addEventListener('keydown', (event) => { if (event.key === 'Escape') back(); });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    changed(await server.split({ transcript: entry.id, who: voice.who, turns: chosen(), name: name.value }), tidy(name.value));
  });
  const row = make('p');
  row.append(name, go, button(words('cancel'), 'quiet', back));
  form.append(make('p', 'lib-hint', words('voice.split.hint', voice)), list, row);
  item.append(form);
  check();
  boxes[0]?.focus();
}

// Says what became of a change of names and, where there is one, lets the whole page know.
async function changed(result, name) {
  if (failed(result)) return;
  if (result.done) {
    await refresh();
    const at = voices.findIndex((voice) => voice.who === (name ?? result.names[0]?.[1]));
    (body.querySelectorAll('.lib-voices li > form:first-child input:not([type=checkbox])')[at] || search).focus();
    tell(result.names);
  }
  say(result.said, result.change && (async () => changed(await server.undo(result.change))));
}

// The change is named, so that it alone is taken back, also where this is sent twice.
async function undoLast() {
  const last = await server.last();
  if (!failed(last)) changed(await server.undo(last));
}

// ---- events

$('thead').addEventListener('click', (event) => {
  const key = event.target.closest('[data-sort]')?.dataset.sort;
  if (!key) return;
  order.value = order.value === key ? key + '-' : key;
  draw();
});
for (const input of [search, speaker]) input.addEventListener('input', draw);
for (const select of [year, order]) select.addEventListener('change', draw);
more.addEventListener('click', () => {
  const first = body.children.length;
  next(STEP);
  body.children[first]?.querySelector('a')?.focus();
});
const near = new IntersectionObserver((seen) => {
  if (!seen.some((each) => each.isIntersecting)) return;
  next(STEP);
  near.unobserve(more);   // observed anew, it says again whether it is near
  near.observe(more);
}, { rootMargin: '600px' });
near.observe(more);
document.addEventListener('otr:changed', load);
document.addEventListener('otr:page', (event) => { if (event.detail.page === 'library' && load.stale !== false) load(); });
load();
