// Plays the recording of the transcript in the pane: from a citation's time, and the turn follows the sound.
// It is the browser's own <audio> or <video>, over a file of this server; one on the web is a link, and nothing is
// loaded from there. It goes by what viewer.js tells: otr:transcript (what is shown), otr:place (where the reader
// is); and tells it otr:heard (which turn sounds, and where on the ribbon that is).
const PLAY = 'M8 5.500v13l11-6.500z', PAUSE = 'M7 5.500h3.500v13H7zM13.500 5.500H17v13h-3.500z';
const SPEEDS = [1, 1.25, 1.5, 2, 0.75];
const BY_QUERY = /^(?:(?:www|m)\.)?youtube\.com$|^youtu\.be$/;   // these want ?t=754, all others #t=754
const { say, number } = window.otr;
const status = element.querySelector('[role=status]');
const pane = () => document.querySelector('#viewer .vw');
let doc = null;      // what is shown
let media = null;    // its <audio> or <video>
let parts = [];      // all that was put into the pane
let place = null;    // where the reader is: a turn and a code point in it

const make = (tag, cls, label) => {
  const node = document.createElement(tag);
  node.className = cls;
  if (tag === 'button') node.type = 'button';
  if (label) node.setAttribute('aria-label', label);
  return node;
};

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds)), pad = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
};

// When a place is heard, in ms; null where nobody knows. Between two known times it lies between them.
function timeOf({ turn, start }) {
  const times = doc?.turns[turn]?.times || [];
  const after = times.findIndex(([offset]) => offset > start);
  if (after === 0 || !times.length) return doc?.turns[turn]?.ms ?? null;
  const [from, ms] = times.at(after < 0 ? -1 : after - 1);
  if (after < 0) return ms;
  const [to, then] = times[after];
  return ms + (then - ms) * (start - from) / Math.max(1, to - from);
}

// Which turn is heard at a time: the last that has begun.
function turnAt(ms) {
  let found = -1;
  doc.turns.forEach((turn, number) => { if (turn.ms != null && turn.ms <= ms + 50) found = number; });
  return found;
}

function shown(next) {
  const stays = doc && next && doc.id === next.id;
  const same = stays && doc.recording?.href === next.recording?.href;
  doc = next;
  if (same) return;
  media?.pause();
  for (const part of parts) part.remove();
  [media, parts, place] = [null, [], stays ? place : null];
  pane()?.classList.remove('pl-on');
  if (doc?.recording) (doc.recording.kind === 'web' ? link : equip)();
}

function link() {
  const node = make('a', 'pl-web');
  node.target = '_blank';
  node.rel = 'noopener noreferrer';
  pane().querySelector('.vw-bar').append(node);
  parts = [node];
  point();
}

// The address that opens a recording on the web where the reader is.
function point() {
  const [node] = parts, ms = place ? timeOf(place) : null, url = new URL(doc.recording.href), at = Math.floor((ms ?? 0) / 1000);
  if (ms != null && BY_QUERY.test(url.hostname)) url.searchParams.set('t', at);
  else if (ms != null) url.hash = `t=${at}`;
  node.href = url.href;
  node.textContent = say('player.listen', { at: ms == null ? url.hostname : clock(at) });
  node.title = say('player.opens', { host: url.hostname });
}

function equip() {
  const { kind, href } = doc.recording, bar = pane().querySelector('.vw-bar');
  const play = make('button', 'pl-play'), speed = make('button', 'pl-speed'), screen = make('div', 'pl-screen');
  media = make(kind, '', say('player.recording', { title: doc.title }));
  media.preload = 'metadata';
  media.src = new URL(href, location.href.split(/[?#]/)[0]).href;
  if (kind === 'video') { media.controls = true; media.playsInline = true; }
  screen.append(media);
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), path = document.createElementNS(icon.namespaceURI, 'path');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(path);
  play.append(icon);
  const face = () => {
    path.setAttribute('d', media.paused ? PLAY : PAUSE);
    play.setAttribute('aria-label', media.paused ? say('player.play_from', { at: clock(media.currentTime) }) : say('player.pause'));
    play.title = media.paused ? say('player.play.title') : say('player.pause.title');
  };
  const rate = () => {
    speed.textContent = `${number(media.playbackRate)}×`;
    speed.setAttribute('aria-label', say('player.speed', { rate: media.playbackRate }));
  };
  speed.addEventListener('click', () => {
    media.playbackRate = SPEEDS[(SPEEDS.indexOf(media.playbackRate) + 1) % SPEEDS.length];
    rate();
  });
  rate();
  play.addEventListener('click', toggle);
  for (const event of ['play', 'pause', 'seeked', 'ended', 'loadedmetadata']) media.addEventListener(event, face);
  media.addEventListener('timeupdate', follow);
  media.addEventListener('loadedmetadata', () => {
    if (kind === 'video' && !media.videoWidth) screen.classList.add('blind');   // only sound, in a file that may have pictures
    if (media.otrCue != null) seek(media.otrCue);
  });
  media.addEventListener('error', () => {
    status.textContent = say('player.fails');
    play.disabled = true;
    play.title = status.textContent;
    play.setAttribute('aria-label', status.textContent);
  });
  bar.prepend(play);
  bar.append(speed);
  bar.after(screen);
  pane().classList.add('pl-on');
  parts = [play, speed, screen];
  face();
  if (place) seek(timeOf(place));
}

// Before the browser knows how long the recording is, it remembers where to begin.
function seek(ms) {
  if (!media || ms == null) return;
  media.otrCue = ms;
  if (media.readyState < HTMLMediaElement.HAVE_METADATA) return;
  media.otrCue = null;
  if (Math.abs(media.currentTime - ms / 1000) > 0.05) media.currentTime = Math.min(ms / 1000, media.duration || Infinity);
}

function toggle() {
  if (!media) return;
  if (media.paused) media.play().catch(() => { status.textContent = say('player.stuck'); });
  else media.pause();
}

// Only while it plays: a pause leaves the reader where he is.
function follow() {
  if (!doc || media.paused) return;
  const ms = media.currentTime * 1000, turn = turnAt(ms);
  if (turn < 0) return;
  const share = doc.duration ? Math.min(1, ms / doc.duration) : undefined;
  document.dispatchEvent(new CustomEvent('otr:heard', { detail: { turn, share: doc.turns.every((each) => each.ms != null) ? share : undefined } }));
  const now = pane().querySelector('.cur');
  if (now) now.textContent = clock(media.currentTime);
}

document.addEventListener('otr:transcript', (event) => shown(event.detail));
document.addEventListener('otr:place', (event) => {
  place = event.detail;
  if (!doc?.recording) return;
  if (doc.recording.kind === 'web') point();
  else seek(timeOf(place));
});
document.addEventListener('click', (event) => {
  if (!media || !(event.target instanceof Element)) return;
  const ribbon = event.target.closest('#viewer .ribbon'), time = event.target.closest('#viewer .ts');
  if (ribbon && doc.duration && doc.turns.every((turn) => turn.ms != null)) {
    const box = ribbon.getBoundingClientRect();
    seek(doc.duration * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
  } else if (time) {   // by keyboard it is j, k and space
    const turn = Number(time.closest('.turn').dataset.turn);
    if (doc.turns[turn].ms == null) return;
    seek(doc.turns[turn].ms);
    if (media.paused) toggle();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== ' ' || event.defaultPrevented || !media || document.documentElement.dataset.page !== 'ask') return;
  if (event.metaKey || event.ctrlKey || event.altKey || !pane()?.offsetParent) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select, button, a, summary, video, [contenteditable=true]')) return;
  event.preventDefault();
  toggle();
});
document.addEventListener('otr:page', (event) => { if (event.detail.page !== 'ask') media?.pause(); });
// On a narrow screen the transcript is a sheet: nothing plays on where nobody can stop it.
new MutationObserver(() => { if (!document.documentElement.dataset.viewer && innerWidth < 900) media?.pause(); })
  .observe(document.documentElement, { attributeFilter: ['data-viewer'] });
shown(pane()?.otrShown || null);
