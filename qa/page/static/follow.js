// Questions to go on with, above the composer. Each was tried on the server and has an answer; see following.py.
const bar = element.querySelector('.otr-further');
let request = 0;

const chip = ({ label, href }) => Object.assign(document.createElement('a'), { className: 'otr-chip otr-ask', textContent: label, href, title: window.otr.say('ask.this') });

document.addEventListener('otr:asked', () => { request++; bar.replaceChildren(); });
document.addEventListener('otr:answered', async ({ detail }) => {
  const mine = ++request;
  bar.replaceChildren();
  const link = detail.answer.querySelector('a.otr-link')?.getAttribute('href');
  if (!link) return;
  const query = new URLSearchParams(link);
  const found = await server.further(Object.fromEntries(['q', 'speaker', 'transcript'].map((key) => [key, query.getAll(key)])));
  if (mine === request && Array.isArray(found)) bar.replaceChildren(...found.map(chip));
});
