// The Check page. What was said and what was pasted enter the page as text nodes only.
const { make, say } = window.otr;
const $ = (selector) => element.querySelector(selector);
const quote = $('.otr-quote'), speaker = $('.otr-speaker'), verdict = $('.otr-verdict'), places = $('.otr-places');
let request = 0;

const link = (href, cls, text, title) => Object.assign(make('a', cls, text), { href, title });

const words = ({ kind, said, put }) => {
  if (!said && !put) return [make('span', 'otr-over', ' […] ')];
  if (kind === 'kept') return [make('mark', '', said)];
  return [said && make('del', '', said), put && make('ins', '', put)].filter(Boolean);
};

function card(place, number) {
  const head = make('div', 'otr-head', make('span', 'otr-num', String(number)), make('span', `otr-av otr-k${place.hue}`, place.initials),
    make('span', 'otr-who', place.who), place.role && make('span', 'otr-role', place.role),
    link(place.href, 'otr-cite', place.at, say('card.open')));
  return make('article', 'otr-card', head, make('blockquote', 'otr-q', ...place.parts.flatMap(words)), make('p', 'otr-src', place.source));
}

function draw(checked) {
  verdict.className = `otr-verdict ${checked.verdict}`;
  verdict.replaceChildren(make('strong', '', checked.finding), ' ' + checked.rest);
  let number = 0;
  places.replaceChildren(...checked.groups.flatMap((group) => [
    group.heading && make('h3', 'otr-h', group.heading), ...group.places.map((place) => card(place, ++number)),
  ]).filter(Boolean));
  const kinds = ['mark', 'del', 'ins'].map((tag) => [tag, say(`check.sign.${tag}`)]);
  const seen = kinds.filter(([tag]) => places.querySelector(`.otr-q ${tag}`));
  if (seen.length > 1) places.append(make('p', 'otr-signs', ...seen.map(([tag, text]) => make(tag, '', text))));
}

function fail(sentence) {
  verdict.className = 'otr-verdict failed';
  verdict.textContent = sentence;
  places.replaceChildren();
}

async function run() {
  const mine = ++request;
  $('.otr-check-try').hidden = true;
  verdict.className = 'otr-verdict pending';
  verdict.textContent = say('check.pending');
  places.replaceChildren();
  try {
    const checked = await server.check({ quote: quote.value, speaker: speaker.value });
    if (mine !== request) return;
    if (checked.error) fail(checked.error);
    else draw(checked);
  } catch {
    if (mine === request) fail(say('server.silent'));
  }
}

function clear() {
  request++;
  verdict.className = 'otr-verdict';
  verdict.textContent = '';
  places.replaceChildren();
  offer();
}

// The form shows what the address asks for.
function arrive(params) {
  const asked = params.get('quote') || '';
  quote.value = asked;
  speaker.value = params.get('speaker') || '';
  if (asked.trim()) run();
  else clear();
}

const address = (text, who) => '?' + new URLSearchParams({ view: 'check', quote: text, ...(who ? { speaker: who } : {}) });

async function offer() {
  const examples = await server.examples();
  if (quote.value.trim() || !Array.isArray(examples)) return;
  $('.otr-check-try').hidden = !examples.length;
  $('.otr-check-try ul').replaceChildren(...examples.map((example) => make('li', '', link(address(example.quote, example.speaker), 'otr-chip', example.label))));
}

async function people() {
  const typed = speaker.value, names = await server.people(typed);
  if (Array.isArray(names) && typed === speaker.value) $('#otr-people').replaceChildren(...names.map((name) => new Option('', name)));
}

$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = address(quote.value, speaker.value.trim());
  if (!quote.value.trim()) return fail(say('check.empty'));
  if (wanted === location.search) run();
  else document.dispatchEvent(new CustomEvent('otr:go', { detail: { address: wanted } }));
});
quote.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); $('form').requestSubmit(); }
});
document.addEventListener('otr:page', ({ detail }) => { if (detail.page === 'check') arrive(detail.params); });
for (const moment of ['focus', 'input']) speaker.addEventListener(moment, people);
if (document.documentElement.dataset.page === 'check') arrive(new URLSearchParams(location.search));
