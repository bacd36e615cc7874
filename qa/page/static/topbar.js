// Pages, light and dark. What the visitor chose is kept where the browser allows it.
const page = document.documentElement.dataset;
const stored = (key, value) => {
  try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
};

function turn(name) {
  page.page = name === 'library' ? 'library' : 'ask';
  for (const link of element.querySelectorAll('a.page')) {
    if (link.dataset.page === page.page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const url = new URL(location.href);
  if (page.page === 'library') url.searchParams.set('view', 'library');
  else url.searchParams.delete('view');
  history.replaceState(null, '', url);
}

const theme = new URLSearchParams(location.search).get('__theme') || stored('otr-theme');
if (theme) document.body.classList.toggle('dark', theme === 'dark');
element.querySelector('.theme').addEventListener('click', () => {
  stored('otr-theme', document.body.classList.toggle('dark') ? 'dark' : 'light');
});

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a.page, a.otr-page');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  turn(new URLSearchParams(link.getAttribute('href')).get('view'));
});

const count = async () => { element.querySelector('.count').textContent = (await server.size()).toLocaleString(); };
document.addEventListener('otr:changed', count);
document.addEventListener('otr:page', (event) => turn(event.detail));
count();
turn(new URLSearchParams(location.search).get('view'));
