// The text of a transcript: its turns by speaker, and in them the marks. It enters the page as text nodes only.
// `view` is what the parts of the viewer share, see viewer.js.
window.otr.turns = (list, view) => {
  const { make, say, lines } = window.otr, { units, keyIn } = window.otr.places;

  function draw() {
    const page = document.createDocumentFragment();
    let run = null;
    view.nodes = [];
    view.doc.turns.forEach((turn, number) => {
      if (!run || run.speaker !== turn.speaker) {
        run = { speaker: turn.speaker, node: make('section', 'run') };
        run.node.append(make('header', 'sp'));
        run.height = 44;
        page.append(run.node);
      }
      run.height += 14 + 27 * Math.ceil(turn.text.length / 78);   // a guess, until it is drawn
      run.node.style.containIntrinsicBlockSize = `auto ${run.height}px`;
      const node = make('div', 'turn');
      node.dataset.turn = number;
      node.append(make('span', 'ts', turn.time || String(number + 1)), make('p', 'tx'));
      fill(node.lastChild, turn);
      run.node.append(node);
      view.nodes.push(node);
    });
    list.replaceChildren(page);
  }

  // Who speaks, above each run of turns.
  function name() {
    for (const run of list.children) run.firstChild.replaceWith(heading(view.doc.turns[run.lastChild.dataset.turn].speaker));
  }

  function heading(number) {
    const head = make('header', 'sp');
    const speaker = view.doc.speakers[number];
    if (!speaker) {
      head.append(make('span', 'otr-av otr-k0', '?'), make('span', 'otr-who', say('speaker.unnamed')));
      return head;
    }
    const who = make('span', 'otr-who', speaker.who);
    who.title = speaker.label;
    head.append(make('span', 'otr-av otr-k' + speaker.hue, speaker.initials), who);
    if (speaker.role) head.append(make('span', 'otr-role', speaker.role));
    if (speaker.inferred) {
      const why = make('a', 'badge', say('speaker.inferred'));
      why.href = speaker.evidence;
      why.title = `${say('inferred.label', { label: speaker.label })} ${say('inferred.from')} ${speaker.inferred}`;
      head.append(why);
    }
    return head;
  }

  // Draws all hits; `point` then shows which of them it is, without drawing the others again.
  function mark() {
    const byTurn = new Map();
    view.hits.forEach((hit, number) => {
      if (hit.start >= 0) byTurn.set(hit.turn, [...(byTurn.get(hit.turn) || []), { ...hit, number }]);
    });
    for (const node of list.querySelectorAll('.turn.hit')) {
      node.classList.remove('hit');
      fill(node.querySelector('.tx'), view.doc.turns[node.dataset.turn]);
    }
    view.marked = [];
    for (const [number, marks] of byTurn) {
      const node = view.nodes[number];
      if (!node) continue;
      fill(node.querySelector('.tx'), view.doc.turns[number], marks);
      node.classList.add('hit');
    }
  }

  function point() {
    for (const node of list.querySelectorAll('.on')) node.classList.remove('on');
    const turn = view.nodes[view.hits[view.at]?.turn];
    for (const node of [view.marked[view.at], turn, turn?.parentNode]) node?.classList.add('on');
  }

  // The text of a turn with its marks, and the stenographer's notes set apart; the characters are those of the text.
  function fill(node, turn, marks = []) {
    const { text } = turn;
    const notes = turn.notes.map(([start, end]) => [units(text, start), units(text, end)]);
    const write = (parent, from, to) => {
      for (const [start, end] of notes) {
        const first = Math.max(from, start), last = Math.min(to, end);
        if (first >= last) continue;
        parent.append(...lines(text.slice(from, first)), make('span', 'note', ...lines(text.slice(first, last))));
        from = last;
      }
      parent.append(...lines(text.slice(from, to)));
    };
    node.textContent = '';
    let from = 0;
    for (const { start, end, key, number } of marks.sort((a, b) => a.start - b.start)) {
      const first = units(text, start), last = units(text, end);
      if (last <= first || first < from) continue;
      const [keyed, done] = keyIn(key, end - start).map((point) => units(text, start + point)), answering = make('strong');
      const marked = view.marked[number] = make('mark');
      write(marked, first, keyed);
      write(answering, keyed, done);
      if (done > keyed) marked.append(answering);
      write(marked, done, last);
      write(node, from, first);
      node.append(marked);
      from = last;
    }
    write(node, from, text.length);
  }

  return { draw, name, mark, point };
};
