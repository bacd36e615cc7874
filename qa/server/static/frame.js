// The page inside another one (?embed=1): the chat alone, within the scope that its address names. Runs before the page is
// drawn. What is here is for the eye; what somebody may see is decided by the server.
(() => {
  const query = new URLSearchParams(location.search);
  if (query.get('embed') !== '1') return;
  const root = document.documentElement;
  const scope = { speaker: query.getAll('speaker'), transcript: query.getAll('transcript') };
  root.dataset.embed = ['speaker', 'transcript'].filter((key) => scope[key].length).join(' ');
  window.otrScope = scope;

  const theme = query.get('theme');
  if (theme === 'dark' || theme === 'light') query.set('__theme', theme);   // as Gradio calls it
  history.replaceState(null, '', `?${query}`);
  history.replaceState = history.pushState = () => {};   // the address stays that of the frame, with its scope

  // Other pages, and the transcripts that links lead to, open beside: here is room for a chat.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href^="?view="]');
    if (!link) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const url = new URL(link.getAttribute('href'), location.origin + location.pathname);
    if (query.get('lang')) url.searchParams.set('lang', query.get('lang'));
    window.open(url, '_blank', 'noopener');
  }, true);

  // How high the frame need be, for the page around it. It is no secret, and only listed pages may be around this one.
  let told = 0;
  const tell = () => {
    const pane = document.querySelector('#chat .bubble-wrap'), said = pane && pane.querySelector('.message-wrap');
    if (!said) return;
    const height = Math.ceil(innerHeight - pane.clientHeight + said.offsetHeight + 24);
    if (Math.abs(height - told) > 4) parent.postMessage({ source: 'on-the-record', height: told = height }, '*');
  };
  addEventListener('message', (event) => {
    if (event.source !== parent || event.data?.source !== 'on-the-record') return;
    if (['dark', 'light'].includes(event.data.theme)) document.body.classList.toggle('dark', event.data.theme === 'dark');
  });
  if (parent !== window) setInterval(tell, 300);
})();
