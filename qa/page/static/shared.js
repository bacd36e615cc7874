// What the scripts of several pages use. Text enters the page as text nodes only.
window.otr = (() => {
  const make = (tag, cls, ...children) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    node.append(...children.filter((child) => child !== '' && child != null && child !== false).map((child) => (child instanceof Node ? child : String(child))));
    return node;
  };
  const link = (href, cls, ...children) => {
    const node = make('a', cls, ...children);
    node.href = href;
    return node;
  };
  const button = (cls, act, ...children) => {
    const node = make('button', cls, ...children);
    node.type = 'button';
    node.addEventListener('click', act);
    return node;
  };
  const { say, number } = window.otrLanguage;   // see language.js
  const html = (key) => say(key).replace(/[&<>"'$`\\]/g, (char) => `&#${char.charCodeAt(0)};`);   // for templates
  const percent = (share) => (share && share < 0.005 ? say('percent.less') : say('percent', { n: Math.round(share * 100) }));

  const bar = (share, hue) => {
    const node = make('span', 'otr-bar', make('i', `otr-k${hue}`));
    node.firstChild.style.width = `${Math.max(share ? 1 : 0, share * 100)}%`;
    node.setAttribute('aria-hidden', 'true');
    return node;
  };

  // Where a file breaks its lines, within a sentence, that is shown as a space; the characters stay. As _said() in cards.py.
  const lines = (text) => text.split(/(?<=[\p{L}\p{N},])(\n)(?=[\p{L}\p{N}])/u).map((part) => (part === '\n' ? make('span', 'otr-nl', part) : part));

  // A quote as a card; the pieces are the words, character for character, and which of them were looked for.
  const quoteCard = (quote) => {
    const words = make('mark', '', ...quote.pieces.flatMap(([text, found]) => (found ? make('b', '', ...lines(text)) : lines(text))));
    const open = link(quote.href, 'otr-open', quote.time);
    open.setAttribute('aria-label', say('card.open_in', { title: quote.title, time: quote.time }));
    return make('article', 'otr-card',
      make('div', 'otr-head', make('span', `otr-av otr-k${quote.hue}`, quote.initials), make('span', 'otr-who', quote.who || say('speaker.unnamed')),
        quote.role && make('span', 'otr-role', quote.role), quote.inferred && make('span', 'otr-badge', say('speaker.inferred')), open),
      make('blockquote', 'otr-q', words),
      make('p', 'otr-src', make('span', '', quote.title), quote.day && '  ·  ', quote.day));
  };

  // A list that grows by pages: `fetch(page)` gives {total, …}, `draw(got)` the nodes of it. `things` is what they are
  // in the catalogue's "shown.things".
  const pages = (fetch, draw, things) => {
    const list = make('div', 'otr-list'), foot = make('div', 'otr-more');
    let shown = 0;
    const more = async (page) => {
      const got = await fetch(page);
      if (!got || got.error) return foot.replaceChildren(make('p', 'otr-hint', got?.error || say('server.silent')));
      const nodes = draw(got);
      shown += nodes.length;
      list.append(...nodes);
      const next = button('otr-plain', async () => {
        next.disabled = true;
        await more(page + 1);
        (nodes.at(-1)?.nextElementSibling?.querySelector('a, button') || foot.querySelector('button'))?.focus({ preventScroll: true });
      }, say('more'));
      foot.replaceChildren(...(shown < got.total ? [next, make('span', '', say(`shown.${things}`, { shown, n: got.total }))] : []));
      return got;
    };
    return { node: make('div', '', list, foot), first: () => more(0) };
  };

  const save = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const seen = () => document.querySelectorAll('#chat a.otr-put').length;   // questions: what is sent twice is known by it
  const chosen = () => ({});   // whose words answer, once filters.js is there

  return { say, html, make, link, button, number, percent, bar, lines, quoteCard, pages, save, seen, chosen };
})();
