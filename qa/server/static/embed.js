// <on-the-record src="https://records.example/" speaker="Park Jin" transcript="…" theme="dark" lang="de"></on-the-record>
//
// The chat of a server inside any page. `src` is the server's address; by default the one that this script came from.
// `speaker` and `transcript` (several: separated by ";") are its fixed scope, `question` is asked at once, `theme` is dark or
// light, `lang` is the language of the interface (en, de, fr, es, ko, ja), else both are the reader's own. It is as high as what it shows, between `min-height` and `max-height` (pixels).
// The server's setting `frame_ancestors` must list the page's origin.
(() => {
  const home = new URL('.', document.currentScript.src);

  class OnTheRecord extends HTMLElement {
    static observedAttributes = ['src', 'speaker', 'transcript', 'question', 'theme', 'lang'];

    constructor() {
      super();
      const style = document.createElement('style');
      style.textContent = ':host { display: block } iframe { display: block; width: 100%; border: 0; color-scheme: auto }';
      this.frame = document.createElement('iframe');
      this.frame.allow = 'clipboard-write';
      this.attachShadow({ mode: 'open' }).append(style, this.frame);
      this.heard = (event) => this.hear(event);
    }

    connectedCallback() {
      addEventListener('message', this.heard);
      this.frame.title = this.getAttribute('title') || 'On the Record';
      this.fit(0);
      this.load();
    }

    disconnectedCallback() { removeEventListener('message', this.heard); }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === 'theme' && now) this.frame.contentWindow.postMessage({ source: 'on-the-record', theme: now }, this.address().origin);
      else this.load();
    }

    address() {
      const url = new URL(this.getAttribute('src') || home, document.baseURI);
      if (!/^https?:$/.test(url.protocol)) throw new TypeError(`on-the-record: src cannot be ${url.protocol}`);
      return url;
    }

    load() {
      const url = this.address();
      url.searchParams.set('embed', '1');
      for (const name of ['speaker', 'transcript']) {
        for (const one of (this.getAttribute(name) || '').split(';')) if (one.trim()) url.searchParams.append(name, one.trim());
      }
      if (this.getAttribute('question')) url.searchParams.set('q', this.getAttribute('question'));
      for (const name of ['theme', 'lang']) if (this.getAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
      this.frame.src = url.href;
    }

    // Only from its own frame, as long as the server's page is in it, and only a number.
    hear(event) {
      if (event.source !== this.frame.contentWindow || event.origin !== this.address().origin) return;
      if (event.data?.source === 'on-the-record' && Number.isFinite(event.data.height)) this.fit(event.data.height);
    }

    fit(height) {
      const number = (name, otherwise) => Number(this.getAttribute(name)) || otherwise;
      this.frame.style.height = `${Math.min(Math.max(height, number('min-height', 360)), number('max-height', 900))}px`;
    }
  }

  if (!customElements.get('on-the-record')) customElements.define('on-the-record', OnTheRecord);
})();
