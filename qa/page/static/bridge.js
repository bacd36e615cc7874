// What the links inside answers do: ask, edit, copy, save, stop; and questions in the address. The chat itself is Gradio's.
const { say, link, make, seen } = window.otr;
const chat = () => document.querySelector('#chat');
const box = () => document.querySelector('#box textarea');
const note = element.querySelector('.otr-note');

const asked = (address) => {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  const fixed = (key) => window.otrScope?.[key]?.length && window.otrScope[key];   // in a frame
  return Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, fixed(key) || query.getAll(key)]));
};

const ask = (address) => trigger('ask', { ...asked(address), seen: seen() });

function tell(text) {
  note.textContent = text;
  note.classList.add('seen');
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => note.classList.remove('seen'), 1600);
}

// HTML goes to the clipboard as what it shows, for a letter or a mail, and as it is written, for an editor.
async function copy(text, button, what, rich = false) {
  try {
    if (rich) await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(['text/html', 'text/plain'].map((type) => [type, new Blob([text], { type })])))]);
    else await navigator.clipboard.writeText(text);
  } catch {   // no permission, or no secure context: the old way
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'otr-off';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) return tell(say('copied.not'));
  }
  button?.classList.add('ok');
  setTimeout(() => button?.classList.remove('ok'), 1200);
  tell(what);
}

function edit(question, part) {
  const area = box(), start = question.indexOf(part);
  area.value = question;
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.focus();
  area.setSelectionRange(Math.max(0, start), start < 0 ? question.length : start + part.length);
}

const actions = {
  'otr-stop': () => trigger('stop', { seen: seen() }),
  'otr-ask': (link) => ask(link.getAttribute('href')),
  'otr-edit': (link) => edit(asked(link.getAttribute('href')).q[0], link.textContent),
  'otr-link': (link) => copy(new URL(link.getAttribute('href'), location.href).href, link, say('copied.link')),
  'otr-copy': async (link) => {
    const kind = link.getAttribute('href').split('=')[1], page = location.origin + location.pathname;
    const cited = link.closest('.otr-card').querySelector('a.otr-cite').getAttribute('href');
    const taken = await server.take_quote({ ...Object.fromEntries(new URLSearchParams(cited.slice(1))), page });
    if (!taken) return tell(say('copied.gone'));
    const words = taken[kind] + (kind === 'reference' ? ', ' + new URL(cited, page).href : '');
    await copy(words, link, say(`copied.${kind}`), kind === 'html');
  },
};

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('#chat a, #follow a, a[href^="?q="]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const action = Object.keys(actions).find((name) => link.classList.contains(name));
  const within = link.closest('#chat, #follow');
  if (!action && within) return;
  event.preventDefault();
  if (within) actions[action](link);
  else document.dispatchEvent(new CustomEvent('otr:go', { detail: { address: link.getAttribute('href') } }));
});

document.addEventListener('otr:say', (event) => tell(event.detail));
document.addEventListener('otr:copy', (event) => copy(event.detail.text, event.detail.button, say('copied.link')));

// ---- questions and the address

const query = (address) => JSON.stringify(asked(address));
const answerTo = (address) => [...chat().querySelectorAll('a.otr-link')].findLast((link) => query(link.getAttribute('href')) === query(address))?.closest('.otr-ans');
const questionOf = (answer) => [...chat().querySelectorAll('.otr-asked')].findLast((one) => one.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING);

function raise(question) {
  const row = question.closest('.message-row') || question, pane = chat().querySelector('.bubble-wrap');
  pane.scrollTo({ top: pane.scrollTop + row.getBoundingClientRect().top - pane.getBoundingClientRect().top - 18 });
}

// An address with a question was arrived at: show its answer, or ask it.
document.addEventListener('otr:page', ({ detail: { page, params, moved } }) => {
  if (page !== 'ask' || moved === 'load' || !params.get('q')) return;
  const answer = answerTo(location.search);
  if (answer) raise(questionOf(answer));
  else ask(location.search);
});

// The address of the question that is answered now. Where it was asked in the page, Back leads to the one before.
function noteAddress(link, first) {
  if (document.documentElement.dataset.page !== 'ask' || query(link) === query(location.search)) return;
  const url = new URL(link, location.href), before = new URLSearchParams(location.search);
  if (first) for (const key of ['t', 'turn', 'start', 'end', 'sum', 'key']) if (before.has(key)) url.searchParams.set(key, before.get(key));
  history[first ? 'replaceState' : 'pushState'](null, '', url);
}

// The server was started anew, and knows no conversation. What is on the screen stays until its answers come.
document.addEventListener('otr:anew', ({ detail: { carries } }) => {
  const questions = [...document.querySelectorAll('#chat a.otr-put')].map((link) => asked(link.getAttribute('href')));
  if (!questions.length) return;
  carries(JSON.stringify(questions));
  trigger('again', { asked: questions });
});

// The page has drawn a new message: bring its question to the top, and say when it is answered.
function settle(event, tries = 40) {
  const question = [...document.querySelectorAll('#chat .otr-asked')].at(-1);
  const answer = [...document.querySelectorAll('#chat .bot-row')].at(-1)?.querySelector('.otr-ans');
  if (!question) return;
  if (!answer || answer === settle.seen || !(question.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING)) {
    if (tries) requestAnimationFrame(() => settle(event, tries - 1));
    return;
  }
  const first = settle.seen === undefined;
  settle.seen = answer;
  raise(question);
  const link = answer.querySelector('a.otr-link')?.getAttribute('href');
  const quiet = first && new URLSearchParams(location.search).has('t');
  if (link) noteAddress(link, first && new URLSearchParams(location.search).has('q'));
  document.dispatchEvent(new CustomEvent('otr:answered', { detail: { answer, quiet } }));
}
document.addEventListener('otr:settled', settle);

// The first thing a visitor sees, with questions that have answers. It comes beside the chat's own messages: as one of
// them it could arrive later than the answer to a quick reader, and take its place.
let offered;
async function greet() {
  const place = document.querySelector('#chat .otr-welcome:empty');
  if (!place || asked(location.search).q.length) return;
  const about = make('p', '', say('welcome.about')), chips = make('div', 'otr-chips');
  place.append(make('h2', '', say('line')), about, chips);
  const { empty, examples = [] } = await (offered ??= server.welcome(null)) || {};
  chips.append(...examples.map(({ label, href }) => Object.assign(link(href, 'otr-chip otr-ask', label), { title: say('ask.this') })));
  if (!empty) return;
  const [before, after] = say('welcome.empty', { add: '|' }).split('|');
  about.replaceChildren(before, link('?view=library', '', say('welcome.add')), after);
}
greet();
document.addEventListener('otr:changed', () => {
  offered = undefined;
  document.querySelector('#chat .otr-welcome')?.replaceChildren();
  greet();
});

document.documentElement.style.setProperty('--drop', JSON.stringify(say('upload.button')));   // see library.css

// Gradio names each message by all of its HTML, and other things in English.
function rename() {
  document.querySelector('#drop button.upload-container')?.setAttribute('aria-label', say('upload.button'));
  chat()?.querySelector('.bubble-wrap')?.setAttribute('aria-label', say('gradio.chat'));
  for (const [side, key] of [['bot', 'chat.answer'], ['user', 'chat.question']]) {
    for (const message of document.querySelectorAll(`#chat [aria-label^="${side}'s message"]`)) message.setAttribute('aria-label', say(key));
  }
}

// A question was put: its bubble comes into view while it is answered.
new MutationObserver(() => {
  rename();
  greet();
  const question = [...document.querySelectorAll('#chat .otr-asked')].at(-1);
  if (!question || question === settle.put || !chat().querySelector('.otr-pending')) return;
  settle.put = question;
  raise(question);
  document.dispatchEvent(new CustomEvent('otr:asked'));
}).observe(document.body, { childList: true, subtree: true });
