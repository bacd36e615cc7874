// The People page: the list of everybody, and one person. What the library holds enters the page as text nodes only.
const { say, make, link, button, number, percent, bar, quoteCard, pages } = window.otr;
const $ = (selector) => element.querySelector(selector);
const everybody = $('.otr-everybody'), single = $('.otr-person');
let request = 0;

const figures = (row) => [say('n.words', { n: row.words }), row.time, say('n.turns', { n: row.turns }), row.where ? '' : say('n.transcripts', { n: row.transcripts })].filter(Boolean).map((text) => text.replaceAll(' ', '\u00a0')).join('  ·  ');

function inferred(row) {
  if (!row.reasons.length) return '';
  const why = make('details', 'otr-why', make('summary', '', say('speaker.inferred')));
  for (const reason of row.reasons) why.append(make('p', '', say('inferred.from'), ' ', link(reason.href, 'otr-evidence', reason.text)));
  return why;
}

const rolesOf = (row) => row.roles.map(({ role, day }) => make('span', 'otr-part', role, day && row.roles.length > 1 ? make('small', '', ' ', say('people.role_from', { day })) : ''));

// What files print, and where, for those of one transcript in a library of several.
function names(row, where = '') {
  const parts = [];
  if (row.aliases.length) parts.push(say('people.also', { names: row.aliases.join(', ') }));
  if (row.labels.length) parts.push(say(row.labels.length > 4 ? 'people.printed_more' : 'people.printed', { labels: row.labels.slice(0, 4).join(', '), n: row.labels.length - 4 }));
  if (where) parts.push(where);
  return parts.length ? make('p', 'otr-names', parts.join('  ·  ')) : '';
}

function rowOf(row) {
  const name = link(row.href, 'otr-name', row.who);
  const main = make('div', '', make('div', 'otr-line', name, inferred(row)),
    row.roles.length ? make('p', 'otr-roles', ...rolesOf(row)) : '', names(row, row.where));
  const share = make('div', 'otr-share', bar(row.share, row.hue), make('b', '', percent(row.share)), make('span', 'otr-off', ' ', say('people.of_all')));
  return make('article', 'otr-row', make('span', `otr-av otr-k${row.hue}`, row.initials), main, make('div', 'otr-much', share, make('p', '', figures(row))));
}

function rows(list) {
  const nodes = [];
  for (const row of list) {
    if (!row.named && !everybody.querySelector('.otr-unnamed') && !nodes.some((node) => node.matches('.otr-unnamed'))) {
      nodes.push(make('h3', 'otr-h otr-unnamed', say('people.unnamed')));
    }
    nodes.push(rowOf(row));
  }
  return nodes;
}

// What takes longer than a moment says so.
function wait(place) {
  element.setAttribute('aria-busy', 'true');
  clearTimeout(wait.timer);
  wait.timer = setTimeout(() => { place.textContent = say('people.counting'); }, 300);
}

function done() {
  clearTimeout(wait.timer);
  element.removeAttribute('aria-busy');
}

// ---- everybody

async function list() {
  const mine = ++request;
  single.hidden = true;
  everybody.hidden = false;
  const find = $('.otr-find').value, sort = $('.otr-sort').value;
  const grown = pages((page) => server.people({ find, sort, page }), ({ people }) => rows(people), 'people');
  wait($('.otr-found'));
  const got = await grown.first();
  if (mine !== request) return;
  done();
  $('.otr-rows').replaceChildren(grown.node);
  if (!got) return;
  $('.otr-found').textContent = got.total ? say('people.found', { n: got.total }) : find ? say('people.none') : say('people.empty');
}

function search(replace) {
  const params = new URLSearchParams({ view: 'people' });
  if ($('.otr-find').value.trim()) params.set('find', $('.otr-find').value.trim());
  if ($('.otr-sort').value !== 'words') params.set('sort', $('.otr-sort').value);
  history.replaceState(null, '', '?' + params);
  clearTimeout(search.timer);
  search.timer = setTimeout(list, replace ? 0 : 120);
}

// ---- one person

async function person(params, moved) {
  const mine = ++request;
  const asked = { person: params.get('person'), in: params.get('in') || '', at: params.get('at') ?? -1 };
  const same = single.dataset.who === JSON.stringify(asked) && !single.hidden;
  if (!same) {
    everybody.hidden = true;
    single.hidden = false;
    const pending = make('p', 'otr-hint');
    if (single.dataset.who === undefined) single.replaceChildren(back(), pending);
    wait(pending);
    const found = await server.person(asked);
    if (mine !== request) return;
    done();
    single.dataset.who = JSON.stringify(asked);
    if (!found || found.error) return single.replaceChildren(back(), make('p', 'otr-hint', found?.error || say('server.silent')));
    if (found.person) draw(found.person, asked);
    else choose(asked.person, found.choices);
    element.closest('.otr-page').scrollTop = 0;
    if (moved !== 'load') single.querySelector('h2').focus({ preventScroll: true });
  }
  topic(asked, params.get('topic') || '', moved);
}

const back = () => link('?view=people', 'otr-back', say('people.all'));

function choose(name, choices) {
  delete single.dataset.topics;
  const head = make('h2', '', say(choices.length ? 'people.several' : 'people.nobody', { name }));
  head.tabIndex = -1;
  single.replaceChildren(back(), head, ...(choices.length ? choices.map(rowOf) : [make('p', 'otr-hint', say('people.lost'))]));
}

function draw({ row, parts, more, topics, company, read }, asked) {
  const head = make('h2', '', row.who);
  head.tabIndex = -1;
  const title = make('header', 'otr-title', make('span', `otr-av otr-k${row.hue}`, row.initials),
    make('div', '', make('div', 'otr-line', head, inferred(row)), row.roles.length ? make('p', 'otr-roles', ...rolesOf(row)) : '', names(row)));
  const numbers = make('dl', 'otr-numbers', ...[
    ['people.share', percent(row.share)], ['words', number(row.words)], row.time && ['time', row.time], ['viewer.turns', number(row.turns)], ['transcripts', number(row.transcripts)],
  ].filter(Boolean).map(([term, value]) => make('div', '', make('dt', '', say(term)), make('dd', '', value))));
  const speaks = make('section');
  if (row.turns) speaks.append(make('h3', '', say(row.named ? 'people.topics' : 'people.topics.voice')), chips(topics, read, row), form(row), make('div', 'otr-quotes'));
  else speaks.append(make('p', 'otr-hint', say('people.listed')));
  const side = make('aside', 'otr-side', make('h3', '', say('transcripts')), transcripts(parts, more, row, asked));
  if (company.length) side.append(make('h3', '', say('people.company')), around(company));
  single.replaceChildren(back(), title, numbers, make('div', 'otr-two', speaks, row.transcripts ? side : ''));
}

function chips(topics, read, row) {
  if (!topics.length) return make('p', 'otr-hint', say('people.topics.few'));
  const list = make('ul', 'otr-topics', ...topics.map((topic) => {
    const chip = link(topic.href, 'otr-chip', topic.words, make('small', '', number(topic.count)));
    chip.title = say('n.sentences', { n: topic.count });
    chip.dataset.topic = topic.words;
    return make('li', '', chip);
  }));
  return read < row.transcripts ? make('div', '', list, make('p', 'otr-hint', say('people.topics.read', { n: read }))) : list;
}

function form(row) {
  const field = make('input', 'otr-find'), box = make('form', 'otr-topic', field, make('button', 'otr-primary', say('people.topic.find')));
  field.type = 'search';
  field.placeholder = say('people.topic.hint');
  field.setAttribute('aria-label', say('people.topic', { who: row.who }));
  box.addEventListener('submit', (event) => {
    event.preventDefault();
    const url = new URL(row.href, location.href);
    if (field.value.trim()) url.searchParams.set('topic', field.value.trim());
    document.dispatchEvent(new CustomEvent('otr:go', { detail: { address: url.search } }));
  });
  return box;
}

function transcripts(parts, more, row, asked) {
  const list = make('ul', 'otr-parts', ...parts.map((part) => make('li', '', link(part.href, '', part.title), make('p', '', [part.day, part.label].filter(Boolean).join('  ·  ')),
    make('div', 'otr-share', bar(part.share, row.hue), make('b', '', percent(part.share)), make('span', '', [say('n.words', { n: part.words }), part.time].filter(Boolean).join('  ·  '))))));
  if (!more) return list;
  const all = button('otr-plain', async () => {
    const { person } = await server.person({ ...asked, all: true });
    if (person) list.replaceWith(transcripts(person.parts, 0, row, asked));
    all.remove();
  }, say('more.n', { n: more }));
  return make('div', '', list, all);
}

const around = (company) => make('ul', 'otr-company', ...company.map((one) => make('li', '', link(one.href, '', one.who),
  make('p', '', [one.answered && say('people.asked', { n: one.answered }), one.answers && say('people.answered', { n: one.answers })].filter(Boolean).join('  ·  ')))));

// ---- the quotes on a topic

async function topic(asked, words, moved) {
  const place = single.querySelector('.otr-quotes');
  if (!place) return;
  for (const chip of single.querySelectorAll('.otr-topics a')) {
    if (chip.dataset.topic === words) chip.setAttribute('aria-current', 'true');
    else chip.removeAttribute('aria-current');
  }
  const field = single.querySelector('.otr-topic input');
  field.value = words;
  if (!words) return place.replaceChildren();
  const mine = request, pending = setTimeout(() => place.replaceChildren(make('p', 'otr-hint', say('people.looking'))), 300);
  const grown = pages((page) => server.quotes({ ...asked, topic: words, page }), ({ quotes }) => quotes.map(quoteCard), 'sentences');
  const got = await grown.first();
  clearTimeout(pending);
  if (mine !== request || field.value !== words) return;
  const head = make('h3', 'otr-on', got?.total ? say('people.sentences', { n: got.total, topic: words }) : say('people.sentences.none', { topic: words }));
  head.tabIndex = -1;
  place.replaceChildren(head, grown.node);
  if (moved !== 'load') { head.focus({ preventScroll: true }); head.scrollIntoView({ block: 'nearest' }); }
}

// ---- events

function arrive({ params, moved }) {
  if (params.get('person')) return person(params, moved);
  delete single.dataset.who;
  $('.otr-find').value = params.get('find') || '';
  $('.otr-sort').value = params.get('sort') || 'words';
  if (!$('.otr-sort').value) $('.otr-sort').value = 'words';
  list();
  if (moved === 'link') $('#otr-people-h').focus({ preventScroll: true });
}

const here = () => document.documentElement.dataset.page === 'people';
$('.otr-find').addEventListener('input', () => search(false));
$('.otr-sort').addEventListener('change', () => search(true));
document.addEventListener('otr:page', ({ detail }) => { if (detail.page === 'people') arrive(detail); });
document.addEventListener('otr:changed', () => {
  delete single.dataset.who;
  if (here()) arrive({ params: new URLSearchParams(location.search), moved: 'load' });
});
if (here()) arrive({ params: new URLSearchParams(location.search), moved: 'load' });
