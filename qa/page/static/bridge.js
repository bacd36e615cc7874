// What the links inside answers do: ask, edit, copy, save. The chat itself is Gradio's.
const chat = () => document.querySelector('#chat');
const box = () => document.querySelector('#box textarea');
const note = element.querySelector('.otr-note');

const asked = (address) => {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
  return Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, query.getAll(key)]));
};

function say(text) {
  note.textContent = text;
  note.classList.add('seen');
  clearTimeout(say.timer);
  say.timer = setTimeout(() => note.classList.remove('seen'), 1600);
}

async function copy(text, button, what = 'Copied') {
  try {
    await navigator.clipboard.writeText(text);
  } catch {   // no permission, or no secure context: the old way
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'otr-off';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) return say('Copying is not allowed here');
  }
  button?.classList.add('ok');
  setTimeout(() => button?.classList.remove('ok'), 1200);
  say(what);
}

function save(name, text, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`Saved ${name}`);
}

function edit(question, part) {
  const area = box(), start = question.indexOf(part);
  area.value = question;
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.focus();
  area.setSelectionRange(Math.max(0, start), start < 0 ? question.length : start + part.length);
}

const actions = {
  'otr-ask': (link) => trigger('ask', asked(link.getAttribute('href'))),
  'otr-edit': (link) => edit(asked(link.getAttribute('href')).q[0], link.textContent),
  'otr-link': (link) => copy(new URL(link.getAttribute('href'), location.href).href, link, 'Link copied'),
  'otr-copy': async (link) => {
    const kind = link.getAttribute('href').split('=')[1];
    const place = Object.fromEntries(new URLSearchParams(link.closest('.otr-card').querySelector('a.otr-cite').getAttribute('href').slice(1)));
    const taken = await server.take_quote(place);
    if (!taken) return say('That text is not in the library any more');
    const address = new URL(link.closest('.otr-card').querySelector('a.otr-cite').getAttribute('href'), location.origin + location.pathname).href;
    await copy(taken[kind] + (kind === 'reference' ? ', ' + address : ''), link, { text: 'Quote copied', markdown: 'Markdown copied', reference: 'Reference copied' }[kind]);
  },
  'otr-export': async (link) => {
    const kind = link.getAttribute('href').split('=')[1];
    const question = asked(link.closest('.otr-foot').querySelector('a.otr-link').getAttribute('href'));
    const file = await server.take_answer({ ...question, kind });
    save(file.name, file.text, file.type);
  },
};

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('#chat a');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const action = Object.keys(actions).find((name) => link.classList.contains(name));
  if (!action) return;
  event.preventDefault();
  actions[action](link);
});

document.addEventListener('otr:copy', (event) => copy(event.detail.text, event.detail.button, 'Link copied'));

// The page has drawn a new message: bring its question to the top, and say when it is answered.
function settle(event, tries = 40) {
  const last = [...chat().querySelectorAll('.otr-asked')].at(-1);
  const answers = [...chat().querySelectorAll('.bot-row')];
  if (!last) return;
  const row = last.closest('.message-row') || last;
  const answer = answers.at(-1)?.querySelector('.otr-ans');
  if (!answer || answer === settle.seen || !(row.compareDocumentPosition(answer) & Node.DOCUMENT_POSITION_FOLLOWING)) {
    if (tries) requestAnimationFrame(() => settle(event, tries - 1));
    return;
  }
  settle.seen = answer;
  const pane = chat().querySelector('.bubble-wrap');
  pane.scrollTo({ top: pane.scrollTop + row.getBoundingClientRect().top - pane.getBoundingClientRect().top - 18 });
  const quiet = Boolean(settle.first === undefined && new URLSearchParams(location.search).get('t'));
  settle.first = false;
  const permanent = answer.querySelector('a.otr-link');
  if (permanent) {
    const url = new URL(permanent.getAttribute('href'), location.href);
    if (quiet) for (const [key, value] of new URLSearchParams(location.search)) if (!['q', 'speaker', 'transcript'].includes(key)) url.searchParams.append(key, value);
    history.replaceState(null, '', url);
  }
  document.dispatchEvent(new CustomEvent('otr:answered', { detail: { answer, quiet } }));
}
document.addEventListener('otr:settled', settle);
