// The ribbon above a transcript: who speaks when, with a pin for each hit, and a needle where the reader is.
// `go` leads to a turn, `stepTo` to a hit.
window.otr.ribbon = ($, view, { go, stepTo }) => {
  const { make, say } = window.otr;
  const SLICES = 400;   // more could not be told apart, and thousands of them would slow the scrolling of the text
  const node = $('.ribbon');
  let places = [];      // where each turn lies, 0 to 1, and how wide it is

  // By its time where all turns have one, else by the amount of text before it.
  function layout() {
    const turns = view.doc.turns;
    const timed = view.doc.duration > 0 && turns.every((turn) => turn.ms != null);
    let before = 0;
    const starts = turns.map((turn) => {
      const start = timed ? turn.ms : before;
      before += turn.text.length;
      return start;
    });
    const whole = timed ? view.doc.duration : Math.max(1, before);
    return starts.map((start, n) => [start / whole, ((n + 1 < starts.length ? starts[n + 1] : whole) - start) / whole]);
  }

  // Who speaks most in each slice of the ribbon; neighbours alike are one.
  function slices() {
    const shares = Array.from({ length: SLICES }, () => new Map());
    view.doc.turns.forEach((turn, n) => {
      const [start, width] = places[n];
      const last = Math.min(SLICES - 1, Math.floor((start + width) * SLICES));
      for (let slice = Math.floor(start * SLICES); slice <= last; slice++) {
        const part = Math.min(start + width, (slice + 1) / SLICES) - Math.max(start, slice / SLICES);
        shares[slice]?.set(turn.speaker, (shares[slice].get(turn.speaker) || 0) + part);
      }
    });
    const runs = [];
    shares.forEach((share, slice) => {
      const [speaker] = [...share].reduce((most, one) => (one[1] > most[1] ? one : most), [runs.at(-1)?.speaker ?? -1, 0]);
      if (runs.at(-1)?.speaker === speaker) runs.at(-1).end = slice + 1;
      else runs.push({ speaker, start: slice, end: slice + 1 });
    });
    return runs;
  }

  function draw() {
    places = layout();
    $('.segs').replaceChildren(...slices().map(({ speaker, start, end }) => {
      const part = make('i', 'otr-k' + (view.doc.speakers[speaker]?.hue ?? 0));
      part.style.left = start / SLICES * 100 + '%';
      part.style.width = (end - start) / SLICES * 100 + '%';
      return part;
    }));
    $('.cur').textContent = label(0);
    $('.end').textContent = view.doc.turns.at(-1).time || String(view.doc.turns.length);
    node.setAttribute('aria-valuemax', view.doc.turns.length);
  }

  const label = (turn) => view.doc.turns[turn].time || say('n.Turn', { n: String(turn + 1) });
  const who = (turn) => view.doc.speakers[view.doc.turns[turn].speaker]?.who || say('speaker.unnamed_one');

  function position(hit) {
    const [start, width] = places[hit.turn] || [0, 0];
    const length = view.doc.turns[hit.turn]?.text.length || 1;
    return Math.min(1, start + width * Math.min(1, Math.max(0, hit.start) / length));
  }

  function pin(share) {
    const part = make('i');
    part.style.left = share * 100 + '%';
    return part;
  }

  // Pins nearer than can be told apart are one; the last is the one that `point` moves.
  function mark() {
    const shares = new Set(view.hits.map((hit) => position(hit).toFixed(3)));
    $('.pins').replaceChildren(...[...shares].map(pin), pin(0));
  }

  function point() {
    const hit = view.hits[view.at], last = $('.pins').lastChild;
    last.className = 'on';
    last.hidden = !hit;
    if (hit) last.style.left = position(hit) * 100 + '%';
  }

  // The reader is at a turn, or at a place on the ribbon within it.
  function here(turn, share = places[turn][0]) {
    $('.cur').textContent = label(turn);
    $('.needle').style.left = share * 100 + '%';
    node.setAttribute('aria-valuenow', turn + 1);
    node.setAttribute('aria-valuetext', `${label(turn)}, ${who(turn)}`);
  }

  const current = () => Number(node.getAttribute('aria-valuenow')) - 1;

  const shareAt = (event) => (event.clientX - node.getBoundingClientRect().left) / node.clientWidth;
  const turnAt = (share) => Math.max(0, places.findLastIndex(([start]) => start <= share));

  node.addEventListener('mousemove', (event) => {
    const turn = turnAt(shareAt(event));
    node.title = `${label(turn)} · ${who(turn)}`;
  });

  // To the pin that was hit, else to the turn.
  node.addEventListener('click', (event) => {
    const share = shareAt(event), near = view.hits.map((hit) => Math.abs(position(hit) - share) * node.clientWidth);
    const nearest = near.indexOf(Math.min(...near));
    if (near[nearest] <= 7) stepTo(nearest);
    else go(turnAt(share));
  });

  node.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
    const to = { Home: 0, End: view.doc.turns.length - 1 }[event.key];
    if (by === undefined && to === undefined) return;
    event.preventDefault();
    go(to ?? Math.min(view.doc.turns.length - 1, Math.max(0, current() + by)));
  });

  return { draw, mark, point, here, current, position };
};
