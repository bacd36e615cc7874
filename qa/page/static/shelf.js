// The list of transcripts: search, sort, open, remove. Text enters the page as text nodes only.
const body = element.querySelector('tbody');
const search = element.querySelector('.lib-find');
const none = element.querySelector('.lib-none');
const note = element.querySelector('.lib-said p');
let entries = [];
let opened = '';   // the transcript whose names are shown
let voices = [];   // and who speaks in it
let order = { key: '', down: false };

const make = (tag, cls, text) => {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text != null) node.textContent = text;
  return node;
};

const button = (text, cls, act) => {
  const node = make('button', cls, text);
  node.type = 'button';
  node.addEventListener('click', act);
  return node;
};

function row(entry) {
  const line = make('tr');
  const title = make('td', 'title'), link = make('a', 'shelf', entry.title);
  link.href = '?' + new URLSearchParams({ t: entry.id });
  link.addEventListener('click', () => document.dispatchEvent(new CustomEvent('otr:page', { detail: 'ask' })));
  title.append(link);
  if (entry.place) title.append(make('small', '', entry.place));
  const who = make('td', 'who', entry.speakers.slice(0, 3).join(', ') + (entry.speakers.length > 3 ? ` and ${entry.speakers.length - 3} more` : ''));
  who.title = entry.speakers.join(', ');
  const act = make('td', 'act'), names = button('Names', 'plain', () => toggle(entry));
  names.setAttribute('aria-label', `Names in ${entry.title}`);
  names.dataset.names = entry.id;
  names.setAttribute('aria-expanded', String(opened === entry.id));
  const remove = button('Remove', 'plain', () => confirm(line, entry));
  remove.setAttribute('aria-label', `Remove ${entry.title}`);
  act.append(names, remove);
  line.append(title, make('td', 'date', entry.day), who, make('td', 'num', entry.turns.toLocaleString()), make('td', 'num', entry.length), make('td', 'form', entry.format), act);
  return line;
}

// ---- the names of those who speak in one transcript

async function toggle(entry) {
  opened = opened === entry.id ? '' : entry.id;
  voices = opened ? await server.voices(opened) : [];
  draw();
  body.querySelector(`[data-names="${CSS.escape(entry.id)}"]`)?.focus();
}

function panel(entry) {
  const line = make('tr'), cell = make('td', 'voices'), list = make('ul');
  cell.colSpan = 7;
  list.setAttribute('aria-label', `Who speaks in ${entry.title}`);
  list.append(...voices.map((voice) => person(entry, voice)));
  const undo = button('Undo the last renaming', 'plain', async () => changed(await server.undo()));
  cell.append(make('p', 'hint', 'A name given here is shown everywhere; the words of the transcript stay as they are. Two with the same name become one.'), list, undo);
  line.append(cell);
  return line;
}

function person(entry, voice) {
  const item = make('li'), form = make('form'), field = make('input'), about = make('small', 'about'), merge = make('small', 'merge');
  field.value = voice.who;
  field.maxLength = 200;
  field.autocomplete = 'off';
  field.setAttribute('aria-label', `Name of ${voice.who}`);
  const save = make('button', 'plain', 'Rename');
  save.setAttribute('aria-label', `Rename ${voice.who}`);
  save.disabled = true;
  about.append([voice.labels.length ? `printed ${voice.labels.join(', ')}` : '', `${voice.turns.toLocaleString()} ${voice.turns === 1 ? 'turn' : 'turns'}`].filter(Boolean).join(' · '));
  if (voice.inferred) {
    const why = make('a', 'badge', 'inferred');
    why.href = voice.evidence;
    why.title = `The name comes from: ${voice.inferred}`;
    about.append(' ', why);
  }
  merge.setAttribute('role', 'status');
  form.append(field, save, about);
  const all = make('input');
  if (voice.elsewhere) {
    const everywhere = make('label', 'all'), others = `${voice.elsewhere.toLocaleString()} other ${voice.elsewhere === 1 ? 'transcript' : 'transcripts'}`;
    all.type = 'checkbox';
    everywhere.append(all, voice.part ? `also every ${voice.who} of ${others}` : `also in ${others}`);
    form.append(everywhere);
  }
  form.append(merge);
  field.addEventListener('input', () => {
    const name = field.value.trim().replace(/\s+/g, ' ');
    save.disabled = !name || name === voice.who;
    const other = voices.some((another) => another !== voice && another.who === name);
    merge.textContent = other ? `${voice.who} and ${name} become one person.` : '';
  });
  field.addEventListener('keydown', (event) => { if (event.key === 'Escape') { field.value = voice.who; field.dispatchEvent(new Event('input')); } });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const name = field.value.trim().replace(/\s+/g, ' ');
    changed(await server.rename({ transcript: entry.id, who: voice.who, name: field.value, everywhere: all.checked }), name);
  });
  item.append(form);
  return item;
}

// Says what became of it and, where names have changed, lets the whole page know.
async function changed({ said, names }, name) {
  if (names.length) {
    voices = await server.voices(opened);
    entries = await server.entries();
    draw();
    const at = voices.findIndex((voice) => voice.who === (name ?? names[0][1]));
    (body.querySelectorAll('.voices input:not([type=checkbox])')[at] || search).focus();
    trigger('renamed', { names });
  }
  note.textContent = said;
  note.parentNode.querySelector('button')?.remove();
  if (names.length && name !== undefined) note.after(button('Undo', 'plain', async () => changed(await server.undo())));
}

function confirm(line, entry) {
  const cell = make('td', 'sure');
  cell.colSpan = 7;
  const words = make('span', '', `Remove “${entry.title}”? Nothing of it will be found any more.`);
  const go = button('Remove', 'danger', async () => {
    go.disabled = true;
    await server.remove(entry.id);
    document.dispatchEvent(new CustomEvent('otr:changed'));
    trigger('changed', {});
  });
  cell.append(words, go, button('Keep', 'plain', draw));
  line.replaceChildren(cell);
  go.focus();
}

function draw() {
  const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = (entry) => [entry.title, entry.date, entry.day, entry.place, entry.format, ...entry.speakers].join(' ').toLocaleLowerCase();
  const shown = entries.filter((entry) => words.every((word) => text(entry).includes(word)));
  if (order.key) {
    const by = (a, b) => (typeof a[order.key] === 'string' ? a[order.key].localeCompare(b[order.key]) : a[order.key] - b[order.key]);
    shown.sort((a, b) => (order.down ? by(b, a) : by(a, b)));
  } else shown.reverse();
  body.replaceChildren(...shown.flatMap((entry) => (entry.id === opened ? [row(entry), panel(entry)] : [row(entry)])));
  element.querySelector('table').hidden = !shown.length;
  none.textContent = shown.length ? '' : entries.length ? 'Nothing in the library has all of these words.' : 'The library is empty. Drop a transcript above to begin.';
  for (const head of element.querySelectorAll('th[aria-sort]')) {
    const on = head.firstElementChild.dataset.sort === order.key;
    head.setAttribute('aria-sort', on ? (order.down ? 'descending' : 'ascending') : 'none');
  }
}

async function load() {
  const before = JSON.stringify(entries);
  entries = await server.entries();
  if (JSON.stringify(entries) !== before || !entries.length) draw();   // else what is being typed there stays
}

element.querySelector('thead').addEventListener('click', (event) => {
  const key = event.target.closest('[data-sort]')?.dataset.sort;
  if (!key) return;
  order = { key, down: order.key === key && !order.down };
  draw();
});
search.addEventListener('input', draw);
document.addEventListener('otr:changed', load);
load();
