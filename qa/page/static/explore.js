// The Explore page: charts as SVG with a table beside each. What the library holds enters the page as text nodes only.
const { say, make, link, button, number, percent, quoteCard, pages, save } = window.otr;
const $ = (selector) => element.querySelector(selector);
const word = $('.otr-word'), found = $('.otr-found'), charts = $('.otr-charts'), quotes = $('.otr-quotes'), legend = $('.otr-legend');
const KEYS = ['who', 'date', 'in'];   // what the quotes below are narrowed down to
let asked = { word: '', transcripts: [] };
let drawn = [];      // what draws each chart anew when there is another width
let request = 0;

const address = (changes) => {
  const { word, transcripts, ...rest } = { ...asked, ...changes };
  const params = new URLSearchParams({ view: 'explore' });
  if (word) params.set('word', word);
  for (const id of transcripts) params.append('transcripts', id);
  for (const key of KEYS) if (rest[key] != null) params.set(key, rest[key]);
  return '?' + params;
};
const go = (to) => document.dispatchEvent(new CustomEvent('otr:go', { detail: { address: to } }));
const narrowed = () => Object.fromEntries(KEYS.filter((key) => asked[key] != null).map((key) => [key, asked[key]]));
const named = (who) => who || say('speaker.unnamed');
const others = (n) => say('n.others', { n });

// ---- drawing

const shape = (tag, attributes = {}, text) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text != null) node.textContent = text;
  return node;
};

const pen = document.createElement('canvas').getContext('2d');
function fit(text, width, bold) {
  pen.font = `${bold ? '600 ' : ''}13px ${getComputedStyle(element).fontFamily}`;
  if (pen.measureText(text).width <= width) return text;
  const chars = Array.from(text);
  while (chars.length > 1 && pen.measureText(chars.join('') + '…').width > width) chars.pop();
  return chars.join('').trimEnd() + '…';
}

function drawing(width, height, title, about) {
  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'otr-svg' });
  svg.append(shape('title', {}, title), shape('desc', {}, about));
  return svg;
}

// A part of a drawing that leads somewhere; the table beside it has the same as links.
function active(node, label, act) {
  node.append(shape('title', {}, label));
  node.classList.add('otr-act');
  node.addEventListener('click', act);
  return node;
}

// Who speaks when, a lane for each; with marks where the word is said.
function laneChart(chart, width) {
  const wide = width >= 620, mentions = chart.marks > 0;
  const left = wide ? 184 : 0, right = mentions ? 52 : wide ? 152 : 0, step = wide ? 30 : 46, lift = wide ? 0 : 20;
  const from = left, room = width - left - right, height = chart.lanes.length * step + 26;
  const people = chart.lanes.map((lane) => `${lane.who || say(chart.others ? 'explore.others' : 'explore.unnamed')} ${mentions ? number(lane.marks.length) : percent(lane.share)}`).join(', ');
  const svg = drawing(width, height, chart.title, say(mentions ? 'explore.chart.said' : 'explore.chart.spoken', { people }));
  for (const share of [0.25, 0.5, 0.75]) svg.append(shape('line', { x1: from + room * share, x2: from + room * share, y1: lift, y2: height - 22, class: 'otr-grid' }));
  chart.lanes.forEach((lane, row) => {
    const y = row * step, track = y + lift + 5, tall = 16;
    const who = lane.who || (chart.others && row === chart.lanes.length - 1 ? others(chart.others) : say('explore.unnamed.lane'));
    const name = shape('text', { x: 16, y: y + (wide ? 17 : 14), class: 'otr-t' }, fit(who, wide ? left - 30 : width - 110));
    svg.append(shape('circle', { cx: 5, cy: y + (wide ? 13 : 10), r: 5, class: `otr-f${lane.hue}` }), lane.href ? active(name, who, () => go(lane.href)) : name);
    svg.append(shape('rect', { x: from, y: track, width: room, height: tall, rx: 3, class: 'otr-track' }));
    for (const part of lane.segments) {
      const box = shape('rect', { x: from + part.x * room, y: track, width: Math.max(1, part.width * room - 0.5), height: tall, class: `otr-f${lane.hue}${mentions ? ' otr-faint' : ''}` });
      svg.append(active(box, `${who}, ${part.label}`, () => go(part.href)));
    }
    for (const mark of lane.marks) {
      const tick = shape('rect', { x: Math.min(from + room - 3, Math.max(from, from + mark.x * room - 1.5)), y: track - 2, width: 3, height: tall + 4, rx: 1.5, class: `otr-f${lane.hue} otr-tick` });
      svg.append(active(tick, `${who}, ${mark.label}`, () => go(mark.href)));
    }
    const end = mentions ? number(lane.marks.length) : percent(lane.share);
    if (wide && !mentions) {
      svg.append(shape('rect', { x: width - right + 18, y: track + 4, width: 84, height: 8, rx: 4, class: 'otr-track' }), shape('rect', { x: width - right + 18, y: track + 4, width: Math.max(2, 84 * lane.share), height: 8, rx: 4, class: `otr-f${lane.hue}` }));
    }
    svg.append(shape('text', { x: width, y: y + (wide ? 17 : 14), class: 'otr-t otr-bold', 'text-anchor': 'end' }, end));
  });
  svg.append(shape('text', { x: from, y: height - 5, class: 'otr-t otr-mut' }, chart.start), shape('text', { x: from + room, y: height - 5, class: 'otr-t otr-mut', 'text-anchor': 'end' }, chart.end));
  return svg;
}

// The marks of the scale: whole numbers, few.
function ticks(highest) {
  const rough = highest / 4, ten = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = Math.max(1, [1, 2, 5, 10].map((by) => by * ten).find((by) => by >= rough));
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, at) => at * step);
}

// Mentions by date, a column for each, by speaker.
function columnChart(dates, series, width, keyed) {
  const colours = series.filter((one) => one.hue), scale = ticks(dates.highest), top = scale.at(-1);
  const rows = keyed ? Math.ceil((colours.length + (dates.others ? 1 : 0)) / (width < 620 ? 2 : 4)) : 0;
  const left = 34, base = 206, room = width - left, height = base + 30 + rows * 22, step = room / dates.columns.length;
  const all = dates.columns.map((column) => `${column.label} ${column.total}`).join(', ');
  const svg = drawing(width, height, say('explore.over_time', { word: asked.word }), say('explore.chart.dates', { all }));
  for (const value of scale) {
    const y = base - (value / top) * (base - 12);
    svg.append(shape('line', { x1: left, x2: width, y1: y, y2: y, class: 'otr-grid' }), shape('text', { x: left - 8, y: y + 4, class: 'otr-t otr-mut', 'text-anchor': 'end' }, number(value)));
  }
  let free = 0;
  dates.columns.forEach((column, at) => {
    const thick = Math.min(54, step * 0.72), x = left + at * step + (step - thick) / 2;
    let y = base;
    column.counts.forEach((value, which) => {
      if (!value) return;
      const tall = (value / top) * (base - 12), one = colours[which];
      y -= tall;
      const box = shape('rect', { x, y, width: thick, height: Math.max(1, tall - 1), rx: Math.min(2, tall / 2), class: one ? `otr-f${one.hue}` : 'otr-f0 otr-pale' });
      svg.append(active(box, say('explore.column', { who: one ? named(one.who) : say('explore.others.column'), day: column.label, n: value }), () => go(address({ who: one?.key, date: column.date, in: undefined }))));
    });
    pen.font = `13px ${getComputedStyle(element).fontFamily}`;
    const half = pen.measureText(column.label).width / 2, middle = Math.min(width - half, Math.max(left - 20 + half, x + thick / 2));
    if (middle - half < free) return;
    free = middle + half + 12;
    svg.append(shape('text', { x: middle, y: base + 20, class: 'otr-t otr-mut', 'text-anchor': 'middle' }, column.label));
  });
  if (keyed) {
    const per = width < 620 ? 2 : 4, keys = [...colours.map((one) => [named(one.who), one.hue]), ...(dates.others ? [[others(dates.others), 0]] : [])];
    keys.forEach(([who, hue], at) => {
      const x = (at % per) * (width / per), y = base + 46 + Math.floor(at / per) * 22;
      svg.append(shape('circle', { cx: x + 5, cy: y - 4, r: 5, class: `otr-f${hue}` }), shape('text', { x: x + 16, y, class: 'otr-t' }, fit(who, width / per - 24)));
    });
  }
  return svg;
}

// ---- a chart with its heading, its table, and what can be done with it

function figure(heading, about, draw, table, name) {
  const place = make('div', 'otr-draw'), node = make('figure', 'otr-fig');
  const png = button('otr-plain', () => picture(draw, heading.textContent, about, name), say('explore.png.short'));
  png.setAttribute('aria-label', say('explore.png', { title: heading.textContent }));
  node.append(make('figcaption', '', make('div', '', heading, make('p', '', about)), png), place, make('details', 'otr-table', make('summary', '', say('explore.table')), make('div', 'otr-scroll', table)));
  drawn.push({ place, draw });
  return node;
}

function redraw() {
  for (const { place, draw } of drawn) {
    const width = Math.floor(place.clientWidth);
    if (width < 40 || Number(place.dataset.width) === width) continue;
    place.dataset.width = width;
    place.replaceChildren(draw(width, false));
  }
}
new ResizeObserver(redraw).observe(charts);

// The chart as a picture: drawn anew with its title, every style written into it, for a picture knows no style sheet.
async function picture(draw, title, about, name) {
  const width = 960, made = draw(width, true), own = getComputedStyle(element);
  const height = Number(made.getAttribute('height')), hidden = make('div', 'otr-stage', made);
  element.append(hidden);
  for (const node of made.querySelectorAll('*')) {
    const style = getComputedStyle(node);
    for (const key of ['fill', 'stroke', 'stroke-width', 'opacity', 'font-size', 'font-weight']) node.setAttribute(key, style.getPropertyValue(key));
  }
  hidden.remove();
  const whole = shape('svg', { xmlns: 'http://www.w3.org/2000/svg', width: width + 48, height: height + 96, 'font-family': 'system-ui, sans-serif' });
  const text = (y, size, weight, colour, value) => shape('text', { x: 24, y, 'font-size': size, 'font-weight': weight, fill: own.getPropertyValue(colour) }, value);
  made.setAttribute('x', 24);
  made.setAttribute('y', 74);
  whole.append(shape('rect', { width: '100%', height: '100%', fill: own.getPropertyValue('--card') }), text(34, 17, 600, '--tx', fit(title, width * 0.74)), text(55, 13, 400, '--mut', about), made);
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(whole));
  await image.decode();
  const canvas = document.createElement('canvas'), twice = 2;
  canvas.width = (width + 48) * twice;
  canvas.height = (height + 96) * twice;
  const context = canvas.getContext('2d');
  context.scale(twice, twice);
  context.drawImage(image, 0, 0);
  canvas.toBlob((blob) => save(`${name}.png`, blob), 'image/png');
}

const fileName = (text) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'chart';

const cells = (tag, values) => values.map((value) => (value instanceof Node ? make(tag, '', value) : make(tag, typeof value === 'number' || /^[<\d]/.test(value) ? 'otr-num-cell' : '', typeof value === 'number' ? number(value) : value)));

function table(caption, heads, rows) {
  const head = make('tr', '', ...heads.map((text, at) => Object.assign(make('th', at ? 'otr-num-cell' : '', text), { scope: 'col' })));
  const body = rows.map(([first, ...rest]) => make('tr', '', Object.assign(make('th', '', first), { scope: 'row' }), ...cells('td', rest)));
  return make('table', '', make('caption', 'otr-off', caption), make('thead', '', head), make('tbody', '', ...body));
}

const person = (lane, chart) => (lane.href ? link(lane.href, '', lane.who) : lane.who || (chart.others ? others(chart.others) : say('explore.unnamed.lane')));

function titled(chart) {
  return make('h3', '', link(chart.href, 'otr-name', chart.title));
}

function talkFigure(chart) {
  const timed = chart.lanes.some((lane) => lane.time);
  const rows = chart.lanes.map((lane) => [person(lane, chart), lane.turns, lane.words, percent(lane.share), ...(timed ? [lane.time] : []), first(lane.segments)]);
  return figure(titled(chart), [chart.day, say('n.turns', { n: chart.turns }), say('n.words', { n: chart.words })].filter(Boolean).join('  ·  '), (width) => laneChart(chart, width),
    table(say('explore.talk', { title: chart.title }), ['filter.speaker', 'viewer.turns', 'words', 'explore.share', ...(timed ? ['time'] : []), 'explore.first'].map((key) => say(key)), rows), fileName(chart.title));
}

const first = (places) => (places.length ? link(places[0].href, '', places[0].label) : '');

function mentionFigure(chart) {
  const rows = chart.lanes.map((lane) => [person(lane, chart), link(address({ who: lane.key, in: chart.id, date: undefined }), '', number(lane.marks.length)), make('span', 'otr-places', ...lane.marks.slice(0, 40).map((mark) => link(mark.href, '', mark.label)))]);
  return figure(titled(chart), [chart.day, say('n.sentences', { n: chart.marks })].filter(Boolean).join('  ·  '), (width) => laneChart(chart, width),
    table(say('explore.word_in', { word: asked.word, title: chart.title }), ['filter.speaker', 'explore.sentences', 'explore.where'].map((key) => say(key)), rows), fileName(`${asked.word} ${chart.title}`));
}

function dateFigure(dates, series, undated) {
  const colours = series.filter((one) => one.hue);
  const heads = [say('date'), ...colours.map((one) => named(one.who)), ...(dates.others ? [say('explore.others.column')] : []), say('explore.all')];
  const rows = dates.columns.map((column) => [link(address({ date: column.date, who: undefined, in: undefined }), '', column.label), ...column.counts.slice(0, colours.length + (dates.others ? 1 : 0)), column.total]);
  const about = undated ? say('explore.undated', { n: undated }) : say('explore.by_date'), title = say('explore.over_time', { word: asked.word });
  return figure(make('h3', '', title), about, (width, keyed) => columnChart(dates, series, width, keyed), table(title, heads, rows), fileName(title));
}

// ---- what is asked for

async function talk(mine, slow) {
  legend.replaceChildren();
  quotes.replaceChildren();
  const grown = pages((page) => server.talk({ ...asked, page }), (got) => got.charts.map(talkFigure), 'transcripts');
  const got = await grown.first();
  clearTimeout(slow);
  if (mine !== request) return;
  charts.replaceChildren(grown.node);
  found.textContent = !got ? '' : got.total ? say('explore.spoken', { n: got.total }) : say('explore.nothing');
  $('.otr-csv').hidden = !got?.total;
  redraw();
}

async function mentions(mine, slow) {
  let head = null;
  const grown = pages(async (page) => {
    const got = await server.mentions({ ...asked, page });
    if (!page) head = got;
    return got && { ...got, total: got.transcripts };
  }, (got) => got.charts.map(mentionFigure), 'transcripts');
  await grown.first();
  clearTimeout(slow);
  if (mine !== request) return;
  const got = head && !head.error ? head : null;
  charts.replaceChildren(...(got?.dates ? [dateFigure(got.dates, got.by, got.undated)] : []), grown.node);
  found.textContent = !got ? '' : say(got.total ? 'explore.said' : 'explore.unsaid', { n: got.total, word: asked.word, some: got.transcripts, transcripts: got.of });
  $('.otr-csv').hidden = !got?.total;
  legend.replaceChildren(...(got ? speakers(got) : []));
  redraw();
}

function speakers(got) {
  const items = got.by.map((one) => {
    const chosen = asked.who === one.key;
    const chip = link(address({ who: chosen ? undefined : one.key }), 'otr-chip', make('i', `otr-dot otr-k${one.hue}`), make('span', '', named(one.who)), make('strong', '', number(one.count)));
    if (chosen) chip.setAttribute('aria-current', 'true');
    chip.title = chosen ? say('explore.quotes.all') : say('explore.quotes.of', { who: named(one.who) });
    return make('li', '', chip);
  });
  if (got.voices > got.by.length) items.push(make('li', 'otr-hint', say('explore.more', { n: got.voices - got.by.length })));
  return items;
}

async function list(mine, moved) {
  if (!asked.word) return quotes.replaceChildren();
  const grown = pages((page) => server.quotes({ ...asked, page }), (got) => got.quotes.map(quoteCard), 'sentences');
  const got = await grown.first();
  if (mine !== request) return;
  if (!got?.total) return quotes.replaceChildren();
  const only = [asked.who != null && named(asked.who.split('/').at(-1)), asked.date, asked.in != null && got.quotes[0].title].filter(Boolean);
  const head = make('h3', 'otr-on', only.length ? say('explore.some', { n: got.total, only: only.join('  ·  ') }) : say('explore.every'));
  head.tabIndex = -1;
  const all = only.length ? link(address({ who: undefined, date: undefined, in: undefined }), 'otr-all', say('explore.show_all')) : '';
  quotes.replaceChildren(make('header', 'otr-sum', head, all), grown.node);
  if (only.length && moved === 'link') { head.focus({ preventScroll: true }); quotes.scrollIntoView({ block: 'start' }); }
}

async function arrive({ params, moved }) {
  const mine = ++request, before = JSON.stringify([asked.word, asked.transcripts]), drew = charts.childElementCount;
  asked = { word: (params.get('word') || '').trim(), transcripts: params.getAll('transcripts') };
  for (const key of KEYS) if (params.has(key)) asked[key] = params.get(key);
  word.value = asked.word;
  chosen(mine);
  const same = JSON.stringify([asked.word, asked.transcripts]) === before && drew && moved !== 'changed';
  const slow = same ? 0 : setTimeout(() => { found.textContent = say('explore.looking'); }, 300);
  if (!same) { drawn = []; element.setAttribute('aria-busy', 'true'); }
  try {
    if (!same) await (asked.word ? mentions : talk)(mine, slow);
    else for (const chip of legend.querySelectorAll('a')) chip.removeAttribute('aria-current');
    if (mine !== request) return;
    if (same && asked.word) legend.replaceChildren(...speakers(await server.mentions(asked)));
    await list(mine, moved);
  } catch {
    found.textContent = say('server.silent');
  } finally {
    clearTimeout(slow);
    if (mine === request) element.removeAttribute('aria-busy');
  }
}

// ---- the transcripts looked at

async function chosen(mine) {
  const picked = asked.transcripts.length ? await server.chosen(asked.transcripts) : [];
  if (mine !== request || !Array.isArray(picked)) return;
  $('.otr-picked').textContent = asked.transcripts.length ? say('n.transcripts', { n: picked.length }) : say('transcripts.all');
  $('.otr-chosen').replaceChildren(...picked.map((one) => {
    const chip = link(address({ transcripts: asked.transcripts.filter((id) => id !== one.id), ...CLEAR }), 'otr-chip otr-remove', one.title);
    chip.title = say('explore.leave_out', { title: one.title });
    return make('li', '', chip);
  }));
  if ($('.otr-pick').open) options();
}

const CLEAR = { who: undefined, date: undefined, in: undefined };

async function options() {
  const mine = (options.request = (options.request || 0) + 1);
  const offered = await server.options($('.otr-title-find').value);
  if (mine !== options.request || !Array.isArray(offered)) return;
  const focused = document.activeElement?.dataset?.id;
  $('.otr-options').replaceChildren(...offered.map((one) => {
    const box = make('input');
    box.type = 'checkbox';
    box.dataset.id = one.id;
    box.checked = asked.transcripts.includes(one.id);
    box.addEventListener('change', () => go(address({ transcripts: box.checked ? [...asked.transcripts, one.id] : asked.transcripts.filter((id) => id !== one.id), ...CLEAR })));
    return make('li', '', make('label', '', box, make('span', '', one.title, one.day && make('small', '', one.day))));
  }), ...(offered.length ? [] : [make('li', 'otr-hint', say('explore.options.none'))]));
  if (focused) $(`.otr-options [data-id="${CSS.escape(focused)}"]`)?.focus();
}

$('.otr-pick').addEventListener('toggle', () => { if ($('.otr-pick').open) options(); });
$('.otr-title-find').addEventListener('input', options);
$('.otr-title-find').addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });
$('.otr-pick').addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  $('.otr-pick').open = false;
  $('.otr-pick summary').focus();
});
document.addEventListener('click', (event) => { if (!$('.otr-pick').contains(event.target) && event.target.isConnected) $('.otr-pick').open = false; });

// ---- events

$('.otr-word-form').addEventListener('submit', (event) => {
  event.preventDefault();
  go(address({ word: word.value.trim(), ...CLEAR }));
});
$('.otr-csv').addEventListener('click', async () => {
  const text = await server.table(asked);
  if (typeof text === 'string') save(`${fileName(asked.word || say('explore.file'))}.csv`, new Blob([text], { type: 'text/csv;charset=utf-8' }));
});
const here = () => document.documentElement.dataset.page === 'explore';
document.addEventListener('otr:page', ({ detail }) => { if (detail.page === 'explore') arrive(detail); });
document.addEventListener('otr:changed', () => {
  charts.replaceChildren();
  if (here()) arrive({ params: new URLSearchParams(location.search), moved: 'changed' });
});
if (here()) arrive({ params: new URLSearchParams(location.search), moved: 'load' });
