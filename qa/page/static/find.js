// The bar that finds words in a transcript, and shows one speaker alone. What it finds takes the place of what is cited
// until it is left. `found` shows the hits, `step` goes to the next of them, `current` is the turn where the reader is.
window.otr.find = ($, view, { found, step, current }) => {
  const { say } = window.otr, { points } = window.otr.places;
  const bar = $('.vw-find'), field = $('.find'), only = $('.only'), number = $('.find-n'), opener = $('[data-act=find]');
  let words = '', timer = 0;

  const shown = () => !bar.hidden;
  const active = () => shown() && field.value.trim() !== '';
  const whose = (turn) => view.doc.speakers[turn.speaker]?.who;

  function open() {
    if (!view.doc) return;
    bar.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    field.focus();
    field.select();
  }

  function close() {
    bar.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    field.value = '';
    number.textContent = '';
    if (only.value) { only.value = ''; filter(); }
  }

  // Back to what is cited.
  function leave() {
    close();
    cite();
    found(true);
    $('.turns').focus({ preventScroll: true });
  }

  function cite() {
    view.hits = view.cited;
    view.at = view.cited.length ? 0 : -1;
  }

  function find() {
    clearTimeout(timer);
    words = field.value;
    const wanted = words.trim();
    if (!wanted) { cite(); number.textContent = ''; return found(false); }
    const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
    view.hits = [];
    view.doc.turns.forEach((turn, at) => {
      if (only.value && whose(turn) !== only.value) return;
      for (const match of turn.text.matchAll(pattern)) {
        const start = points(turn.text, match.index);
        view.hits.push({ t: view.doc.id, turn: at, start, end: start + points(match[0], match[0].length), sum: '' });
      }
    });
    view.at = view.hits.length ? Math.max(0, view.hits.findIndex((hit) => hit.turn >= current())) : -1;
    number.textContent = view.hits.length ? say('viewer.found', { n: view.hits.length }) : say('viewer.not_found');
    found(true);
  }

  function filter() {
    for (const run of $('.turns').querySelectorAll('.run')) {
      const turn = view.doc.turns[run.querySelector('.turn').dataset.turn];
      run.hidden = Boolean(only.value) && whose(turn) !== only.value;
    }
    if (active()) find();
  }

  // Whom the transcript may be narrowed to.
  function name() {
    const chosen = only.value, names = [...new Set(view.doc.speakers.map((speaker) => speaker.who))];
    only.replaceChildren(new Option(say('viewer.everybody'), ''), ...names.map((who) => new Option(who, who)));
    only.value = names.includes(chosen) ? chosen : '';
  }

  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(find, 80); });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (words !== field.value) find();
    else step(event.shiftKey ? -1 : 1);
  });
  only.addEventListener('change', filter);

  return { open, close, leave, shown, active, name };
};
