// Whose words answer, and from which transcript: two fields that find what is typed. The server searches; few names come at a time.
const { make, say } = window.otr;
const picks = [...element.querySelectorAll('.pick')].map((node) => pick(node, node.dataset.key));

function pick(node, key) {
  const input = node.querySelector('input'), popup = node.querySelector('.pick-list'), list = node.querySelector('ul'), note = node.querySelector('p');
  const everything = { value: '', label: input.placeholder, about: '' };
  let chosen = everything, items = [], at = -1, typed = false, drawn = '', request = 0, timer = 0;

  const shown = () => !popup.hidden;
  const words = () => (typed ? input.value.trim() : '');
  const label = () => { input.value = chosen.value && chosen.label; input.title = chosen.value && chosen.label; };

  function point(to) {
    at = to;
    [...list.children].forEach((option, place) => option.classList.toggle('at', place === at));
    list.children[at]?.scrollIntoView({ block: 'nearest' });
    if (at >= 0) input.setAttribute('aria-activedescendant', list.children[at].id);
    else input.removeAttribute('aria-activedescendant');
  }

  function draw(got, found) {
    drawn = found;
    items = found ? got.items : [everything, ...got.items];
    list.replaceChildren(...items.map((item, place) => {
      const option = make('li', '', make('span', '', item.label), item.about && make('small', '', item.about));
      option.id = `${list.id}-${place}`;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', String(item.value === chosen.value));
      return option;
    }));
    point(typed ? Math.min(0, items.length - 1) : items.findIndex((item) => item.value === chosen.value));
    note.textContent = got.found === 0 ? say('filter.none') : got.found > got.items.length ? say('filter.some', { shown: got.items.length, n: got.found }) : '';
  }

  async function find() {
    const mine = ++request, found = words();
    let got;
    try { got = await server[key](found); } catch { /* said below */ }
    if (mine !== request) return;
    if (got && !got.error) return draw(got, found);
    items = [];
    list.replaceChildren();
    note.textContent = got?.error || say('server.silent');
  }

  function open() {
    if (shown()) return;
    popup.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    input.select();
    find();
  }

  function close() {
    clearTimeout(timer);
    request++;
    typed = false;
    popup.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    label();
  }

  function choose(item) {
    chosen = item.value ? item : everything;
    close();
  }

  function move(by) {
    if (!shown()) return open();
    if (items.length) point(Math.min(items.length - 1, Math.max(0, at + by)));
  }

  async function enter() {
    clearTimeout(timer);
    if (drawn !== words()) await find();   // what is shown is not what is typed
    if (shown()) choose(items[at] || chosen);
  }

  input.addEventListener('click', open);
  input.addEventListener('blur', close);
  input.addEventListener('input', () => {
    typed = true;
    popup.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    clearTimeout(timer);
    timer = setTimeout(find, 90);
  });
  input.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by) move(by);
    else if (event.key === 'Enter') shown() ? enter() : open();
    else if (event.key === 'Escape' && shown()) { event.stopPropagation(); close(); } else return;
    event.preventDefault();
  });
  popup.addEventListener('pointerdown', (event) => event.preventDefault());   // the field keeps the focus
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) choose(items[[...list.children].indexOf(option)]);
  });

  return { key, value: () => chosen.value, choose, renamed: (name) => choose({ ...chosen, value: name, label: name }) };
}

// What is chosen; in a frame, what its address names is fixed.
window.otr.chosen = () => Object.fromEntries(picks.map(({ key, value }) => {
  const fixed = window.otrScope?.[key];
  return [key, fixed?.length ? fixed : [value()].filter(Boolean)];
}));

document.addEventListener('otr:renamed', ({ detail: names }) => {
  const now = Object.fromEntries([...names].reverse())[picks[0].value()];
  if (now) picks[0].renamed(now);
});

// What is chosen stays so, as far as it is still there.
document.addEventListener('otr:changed', async () => {
  if (!picks.some((each) => each.value())) return;
  const sent = Object.fromEntries(picks.map(({ key, value }) => [key, [value()].filter(Boolean)])), present = await server.present(sent);
  if (present.error) return;
  for (const each of picks) if (each.value() === sent[each.key][0]) each.choose(present[each.key][0] || { value: '' });
});
