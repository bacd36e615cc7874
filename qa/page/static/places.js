// Places in transcripts, and their addresses. They are counted in code points, as everywhere else; `units` turns them
// into what JavaScript slices by.
window.otr.places = (() => {
  const KEYS = ['t', 'turn', 'start', 'end', 'sum', 'key'];
  const astral = (text) => /[\ud800-\udfff]/.test(text);   // else code points and units are the same

  const units = (text, points) => {
    if (!astral(text)) return points;
    let unit = 0;
    for (let n = 0; n < points && unit < text.length; n++) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    return unit;
  };

  const points = (text, unit) => (astral(text) ? Array.from(text.slice(0, unit)).length : unit);

  const checksum = (text) => {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    return value.toString(16).padStart(8, '0');
  };

  const parse = (address) => {
    const query = new URLSearchParams(address.slice(address.indexOf('?') + 1));
    if (!query.get('t')) return null;
    const number = (key) => (query.has(key) ? Number(query.get(key)) : -1);
    return { t: query.get('t'), turn: number('turn'), start: number('start'), end: number('end'), sum: query.get('sum') || '', key: query.get('key') || '' };
  };

  const same = (a, b) => a.t === b.t && a.turn === b.turn && a.start === b.start && a.end === b.end;

  // Into the address of the page. A step that was asked for leaves one to go back.
  const remember = (place, push = false) => {
    const url = new URL(location.href);
    for (const key of KEYS) {
      if (place && place[key] !== '' && place[key] !== -1 && place[key] != null) url.searchParams.set(key, place[key]);
      else url.searchParams.delete(key);
    }
    if (push && url.href !== location.href) history.pushState({ otr: 'place' }, '', url);
    else history.replaceState(history.state, '', url);
  };

  // Whether the words at a place are those that were there when its link was made.
  const intact = (place, turns) => {
    const turn = turns[place.turn];
    if (place.turn < 0) return true;
    if (!turn || !(place.start >= 0)) return Boolean(turn) && !place.sum;
    const words = turn.text.slice(units(turn.text, place.start), units(turn.text, place.end));
    return place.start < place.end && (!place.sum || checksum(words) === place.sum);
  };

  // Which words of a place answer, as its address has them: from, to; none is an empty stretch at its beginning.
  const keyIn = (key, length) => {
    const [from, to] = (/^\d+-\d+$/.test(key) ? key : '0-0').split('-').map(Number);
    return from < to && to <= length ? [from, to] : [0, 0];
  };

  return { units, points, parse, same, remember, intact, keyIn };
})();
