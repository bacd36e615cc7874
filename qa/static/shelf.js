// The list of transcripts: search, sort, open, remove. Text enters the page as text nodes only.
const body = element.querySelector('tbody');
const search = element.querySelector('.lib-find');
const none = element.querySelector('.lib-none');
let entries = [];
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
  const names = button('Names', 'plain names', () => voices(line, entry, names));
  names.setAttribute('aria-label', `Names in ${entry.title}`);
  names.setAttribute('aria-expanded', 'false');
  who.append(' ', names);
  const remove = make('td', 'act');
  remove.append(button('Remove', 'plain', () => confirm(line, entry)));
  remove.firstChild.setAttribute('aria-label', `Remove ${entry.title}`);
  line.append(title, make('td', 'date', entry.day), who, make('td', 'num', entry.turns.toLocaleString()), make('td', 'num', entry.length), make('td', 'form', entry.format), remove);
  return line;
}

// Who speaks in a transcript, each with a field for another name. The words stay as they are.
async function voices(line, entry, names) {
  if (names.getAttribute('aria-expanded') === 'true') return draw();
  const found = await server.voices(entry.id);
  const cell = make('td', 'voices'), note = make('p', 'said');
  cell.colSpan = 7;
  note.setAttribute('role', 'status');
  const all = make('input'), everywhere = make('label', 'all', ' in all transcripts');
  all.type = 'checkbox';
  everywhere.prepend(all);
  const list = make('ul');
  list.append(...found.map((voice) => {
    const item = make('li'), form = make('form'), field = make('input');
    field.value = voice.who;
    field.setAttribute('aria-label', `Name of ${voice.who}`);
    const save = make('button', 'plain', 'Rename');
    form.append(field, save, make('small', '', `printed ${voice.label}, ${voice.turns} ${voice.turns === 1 ? 'turn' : 'turns'}`));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const wrong = await server.rename({ transcript: entry.id, who: voice.who, name: field.value, everywhere: all.checked });
      if (wrong) note.textContent = wrong;
      else changed(`${voice.who} is now ${field.value.trim()}.`);
    });
    item.append(form);
    return item;
  }));
  const undo = button('Undo the last renaming', 'plain', async () => changed(await server.undo() || 'There is nothing to undo.'));
  cell.append(list, everywhere, undo, note);
  const panel = make('tr');
  panel.append(cell);
  line.after(panel);
  names.setAttribute('aria-expanded', 'true');
  cell.querySelector('input').focus();
}

function changed(what) {
  trigger('changed', {});  // whose answer draws the list anew, once: a second time would close what was opened since
  element.querySelector('.lib-said').textContent = what;
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
  body.replaceChildren(...shown.map(row));
  element.querySelector('table').hidden = !shown.length;
  none.textContent = shown.length ? '' : entries.length ? 'Nothing in the library has all of these words.' : 'The library is empty. Drop a transcript above to begin.';
  for (const head of element.querySelectorAll('th[aria-sort]')) {
    const on = head.firstElementChild.dataset.sort === order.key;
    head.setAttribute('aria-sort', on ? (order.down ? 'descending' : 'ascending') : 'none');
  }
}

async function load() {
  entries = await server.entries();
  draw();
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
