// Pages and their addresses, light and dark. One page is shown at a time: the column whose id is its name.
//
// For the scripts of pages: a link to "?view=name&…" anywhere leads there. (Not "?page=": that is Gradio's
// own, and an address with it fails when it is loaded.) Whenever an address is arrived at (a link, back,
// forward), `otr:page` is fired at document with detail {page, params, moved}; moved is "load", "link" or "history". A script
// that loads later than this one looks at document.documentElement.dataset.page and location.search itself.
// To go somewhere: fire `otr:go` with detail {address, replace}; with `replace` there is no step back.
// Only to note in the address what is shown: history.replaceState.
const data = document.documentElement.dataset;
const links = [...element.querySelectorAll('a.page')];
const names = links.map((link) => link.dataset.page);
const only = document.head.appendChild(document.createElement('style'));
let asked = location.pathname;   // the Ask page's address when it was left

const stored = (key, value) => {
  try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
};

const pageOf = (params) => {
  const name = params.get('view');
  return names.includes(name) ? name : 'ask';
};

function show(page) {
  data.page = page;
  only.textContent = `.otr-page:not(#${page}) { display: none !important; }`;
  for (const link of links) {
    if (link.dataset.page === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = page === 'ask' ? 'On the Record' : `${links[names.indexOf(page)].textContent} · On the Record`;
}

// Shows what the address names, and tells the pages.
function arrive(moved) {
  const params = new URLSearchParams(location.search), page = pageOf(params);
  show(page);
  document.dispatchEvent(new CustomEvent('otr:page', { detail: { page, params, moved } }));
}

function go(address, replace = false) {
  if (data.page === 'ask') asked = location.search || location.pathname;
  const url = new URL(address === '?view=ask' ? asked : address, location.href);   // Ask is found as it was left
  if (url.href === location.href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  arrive('link');
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="?view="]');
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute('href'));
});
document.addEventListener('otr:go', (event) => go(event.detail.address, event.detail.replace));
addEventListener('popstate', () => arrive('history'));

// Names of pages that do not fit beside the logo have a line of their own.
const head = element.querySelector('.top'), nav = element.querySelector('nav');
function fit() {
  head.classList.remove('tall');
  head.classList.toggle('tall', nav.scrollWidth > nav.clientWidth);
}
new ResizeObserver(fit).observe(document.documentElement);
document.fonts.addEventListener('loadingdone', fit);

const theme = new URLSearchParams(location.search).get('__theme') || stored('otr-theme');
if (theme) document.body.classList.toggle('dark', theme === 'dark');
element.querySelector('.theme').addEventListener('click', () => {
  stored('otr-theme', document.body.classList.toggle('dark') ? 'dark' : 'light');
});

// Another language is another page: it is loaded anew, with what its address shows.
const speaks = element.querySelector('.speaks select');
speaks.append(...Object.entries(window.otrLanguage.names).map(([code, name]) => Object.assign(new Option(name, code, false, code === window.otrLanguage.code), { lang: code })));
speaks.addEventListener('change', () => {
  window.otrLanguage.choose(speaks.value);
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  history.replaceState(history.state, '', url);
  location.reload();
});

const library = links[names.indexOf('library')];
const number = library?.appendChild(document.createElement('b'));
const count = async () => { if (number) number.textContent = window.otr.number(await server.size()); };
if (number) { number.className = 'count'; number.before(' '); }
document.addEventListener('otr:changed', count);
count();
server.may_change().then((may) => { data.may = may ? 'change' : 'read'; });   // style.css hides what may not be done
arrive('load');
