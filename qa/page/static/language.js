// The language that the server chose for this page: the address names it, or this visitor did before, or the browser does.
// Runs before all else. What Python and Gradio say from now on is asked for in the same language.
window.otrLanguage = (({ code, names, words }) => {
  const group = { es: 10000 }[code] || 1000, plural = new Intl.PluralRules(code);
  const number = (value) => value.toLocaleString(code, { useGrouping: Math.abs(value) >= group });

  const isolated = (text) => (/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text) && !text.includes('\u2068') ? `\u2068${text}\u2069` : text);

  const elided = (text, values) => (code === 'fr' ? text.replace(/\b(d|qu)e (\{(\w+)\})/gi, (all, start, place, name) => (/^[aeiouàâéèêëîïôöû]/i.test(values[name]) ? `${start}’${place}` : all)) : text);

  // As qa.show.languages has it: "{who} speaks", "{turns|# turn|# turns}".
  const say = (key, values = {}) => {
    if (!(key in words)) throw new Error(`no words for ${key}`);
    return elided(words[key], values).replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (_, name, forms) => {
      const value = values[name];
      if (forms !== undefined) return forms.split('|').at(plural.select(value) === 'one' ? 0 : -1).replace('#', number(value));
      return typeof value === 'number' ? number(value) : isolated(String(value));
    });
  };

  // Kept where the server sees it, too.
  const choose = (chosen) => {
    const safe = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `otr_language=${chosen}; path=${new URL('.', location.href).pathname}; max-age=31536000; samesite=lax${safe}`;
  };

  const query = new URLSearchParams(location.search);
  const asked = (query.get('lang') || '').toLowerCase().split('-')[0];
  if (asked === code && query.get('embed') !== '1') choose(code);   // a frame is another page's
  Object.defineProperty(navigator, 'language', { value: code });   // Gradio goes by this
  const fetch = window.fetch;
  window.fetch = (wanted, how = {}) => {
    if (new URL(wanted.url ?? wanted, document.baseURI).origin !== location.origin) return fetch(wanted, how);
    const headers = new Headers(how.headers ?? wanted.headers);
    headers.set('accept-language', code);
    return fetch(wanted, { ...how, headers });
  };
  return { code, names, say, number, choose };
})(window.otrLanguage);
