// The server may be gone for a while. What is on the screen stays, what is sent waits, and both go on when it is back. A
// server that was started anew knows no conversation: it is told this page's questions first. (Gradio itself would put a
// message over the page, in English, and load it anew.)
window.otr.connection = (() => {
  const { say, make, button } = window.otr;
  const send = window.fetch, here = (path) => new URL(path, document.baseURI);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const LOOK_EVERY = 15_000;   // while nothing is sent
  const note = make('p', 'otr-lost');
  note.setAttribute('role', 'status');
  const tell = (...said) => {
    if (!note.isConnected) document.body.append(note);   // Gradio empties the body when it begins
    note.replaceChildren(...said);
  };
  let leaving = false;
  let lost = null;      // as long as there is no server: kept until there is one
  let passes = '';      // what a request contains that does not wait for that
  let torn = false;     // a part of the page itself did not come
  let held = new Map();   // what waits, so that what is asked twice meanwhile is asked once

  const reached = async () => {
    try { return (await send(here('healthz'), { cache: 'no-store', signal: AbortSignal.timeout(15_000) })).ok; } catch { return false; }
  };

  // Kept once the server is there: at once, where it never was gone.
  const regained = () => lost ??= (async () => {
    if (await reached()) {
      if (useless() && !isReloaded()) return location.reload();
    } else {
      tell(make('span', 'otr-busy', say('lost')));
      for (let wait = 500; !await reached(); wait = Math.min(5000, wait * 1.5)) await pause(wait);
      if (useless()) return location.reload();
      if (await isAnew()) await retell();
      tell(say('lost.back'));
      setTimeout(() => { if (!lost) tell(); }, 2500);
      document.dispatchEvent(new CustomEvent('otr:changed'));
    }
    lost = null;
    held = new Map();
  })();

  const useless = () => torn && !document.querySelector('.otr-asked');
  // What is missing in a page that was loaded twice does not come by a third time.
  const isReloaded = () => performance.getEntriesByType('navigation')[0]?.type === 'reload';

  // Whether it is another server than the one that this page came from. One that has another page needs that page.
  async function isAnew() {
    const mine = window.gradio_config, config = await (await send(here('config'))).json().catch(() => null);
    if (!config?.components || config.app_id === mine.app_id) return false;
    const shape = ({ components }) => JSON.stringify(components.map(({ id, type }) => [id, type]));
    if (shape(config) === shape(mine)) return true;
    tell(say('lost.updated'), ' ', button('plain', () => location.reload(), say('lost.load')));
    return new Promise(() => {});
  }

  // The request that carries the questions is the first to be answered; bridge.js says what it carries, and sends it.
  async function retell() {
    const told = new Promise((answered) => { retell.answered = answered; });
    document.dispatchEvent(new CustomEvent('otr:anew', { detail: { carries: (text) => { passes = text; } } }));
    if (passes) await Promise.race([told, pause(30_000)]);
    passes = '';
  }

  // A stream that breaks off ends with a message that Gradio understands as that of an error, and not as the page's end.
  function ending(answer, given) {
    if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
    const reader = answer.body.getReader();
    const said = [{ msg: 'unexpected_error', success: false, message: say('lost.upload') }, { msg: 'close_stream' }];
    const last = new TextEncoder().encode(said.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''));
    const body = new ReadableStream({
      async pull(out) {
        try {
          const { done, value } = await reader.read();
          if (done) out.close();
          else out.enqueue(value);
        } catch (error) {
          if (given() || leaving) return out.error(error);
          out.enqueue(last);
          out.close();
          document.dispatchEvent(new CustomEvent('otr:broken'));
          regained();
        }
      },
      cancel: (why) => reader.cancel(why),
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  }

  // What had no answer is sent again. Perhaps it was done: whatever the page sends may come twice.
  async function patient(wanted, how) {
    const given = () => (how.signal ?? wanted.signal)?.aborted;   // up, by who asked
    for (let tries = 1; ; tries++) {
      const first = passes && String(how.body).includes(passes);
      if (lost && !first) await lost;
      try {
        const answer = await send(wanted instanceof Request ? wanted.clone() : wanted, how);
        if (![502, 504].includes(answer.status)) {   // those are a proxy's
          if (first) retell.answered();
          return ending(answer, given);
        }
        if (tries > 2) return answer;
      } catch (error) {
        if (given() || leaving || tries > 2) throw error;
      }
      if (!first) await regained();
    }
  }

  window.fetch = (wanted, how = {}) => {
    if (new URL(wanted.url ?? wanted, document.baseURI).origin !== location.origin) return send(wanted, how);
    if (!lost || typeof how.body !== 'string') return patient(wanted, how);
    const key = wanted + how.body;
    if (!held.has(key)) held.set(key, patient(wanted, how));
    return held.get(key).then((answer) => answer.clone());
  };

  const look = () => { if (!lost && document.visibilityState === 'visible') regained(); };
  setInterval(look, LOOK_EVERY);
  for (const moment of ['online', 'offline']) addEventListener(moment, look);
  document.addEventListener('visibilitychange', look);
  addEventListener('vite:preloadError', () => { torn = true; look(); });
  addEventListener('pagehide', () => { leaving = true; });
  addEventListener('pageshow', () => { leaving = false; });
  return { look };
})();
