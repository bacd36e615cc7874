// Saves answers as files, and prints them. The links are at the foot of each answer: "#save=kind" for it, "#save-all=kind" for the chat.
const chat = () => document.querySelector('#chat');
const { say } = window.otr;
const tell = (text) => document.dispatchEvent(new CustomEvent('otr:say', { detail: text }));

// A question, and the places of the quotes that the page shows of its answer.
const question = (answer) => {
  const query = new URLSearchParams(answer.querySelector('a.otr-link').getAttribute('href').slice(1));
  const places = (kind) => [...answer.querySelectorAll(`.otr-card${kind} a.otr-cite`)].map((link) => link.getAttribute('href'));
  return {
    ...Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, query.getAll(key)])),
    quotes: places(':not(.otr-others, .otr-dim)'), related: places('.otr-others'), closest: places('.otr-dim'),
  };
};

const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

async function take(answers, kind) {
  const file = await server.answers({ questions: answers.map(question), kind, page: location.origin + location.pathname });
  if (!file || file.error) return tell(file?.error || say('saved.nothing'));
  window.otr.save(file.name, new Blob([bytes(file.data)], { type: file.type }));
  tell(say(file.lost ? 'saved.without' : 'saved', { file: file.name, n: file.lost }));
}

// Prints the chat, or of it one answer with its question.
function print(only) {
  const rows = [...chat().querySelectorAll('.message-row')];
  const at = rows.indexOf(only?.closest('.message-row'));
  if (at >= 0) rows.forEach((row, number) => row.classList.toggle('otr-unprinted', number !== at && number !== at - 1));
  window.print();
  rows.forEach((row) => row.classList.remove('otr-unprinted'));
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest('#chat a.otr-export');
  for (const menu of document.querySelectorAll('#chat .otr-save[open]')) if (link || !menu.contains(event.target)) menu.open = false;
  if (!link) return;
  event.preventDefault();
  const [scope, kind] = link.getAttribute('href').slice(1).split('=');
  const own = link.closest('.otr-ans'), all = [...chat().querySelectorAll('.otr-ans:has(a.otr-link)')];
  if (kind === 'print') print(scope === 'save' && own);
  else take(scope === 'save' ? [own] : all, kind);
  own.querySelector('.otr-save summary').focus({ preventScroll: true });
});
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.activeElement?.closest('#chat .otr-save[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus({ preventScroll: true });
});
