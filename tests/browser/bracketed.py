"""The interface in a made-up language, English in brackets: what is shown without them was not in the catalogue."""

from __future__ import annotations

from qa.show.languages import ENGLISH, language

OWN = "de"  # the language whose place it takes
NOT_SHOWN = ("date.months", "list.comma")  # taken apart, or between names


def bracket() -> None:
    """From now on this process says in brackets whatever it says in that language."""
    words = language(OWN).words
    assert isinstance(words, dict)
    words.update({key: text if key in NOT_SHOWN else f"⟦{text}⟧" for key, text in ENGLISH.words.items()})


# All that is seen or heard without brackets. What the library holds is written in Cyrillic or lies in ``content``.
BARE = """(content) => {
  const BLOCK = 'p, li, td, th, h1, h2, h3, button, summary, option, label, dt, dd, caption, div, section, header, '
    + 'nav, form, aside, article, footer, legend, title, desc, text, dialog';
  const bare = (text) => {
    let depth = 0, out = '';
    for (const char of text) {
      if (char === '⟦') depth++;
      else if (char === '⟧') depth = Math.max(0, depth - 1);
      else if (!depth) out += char;
    }
    return out.trim();
  };
  const found = new Set();
  const note = (node, text, what) => {
    const left = bare(text || '');
    if (!/[A-Za-z]/.test(left) || ['none', 'normal'].includes(left)) return;   // those are of a style
    found.add(`${what} of ${node.tagName}.${node.getAttribute('class')}: ${left}`);
  };
  for (const node of document.querySelectorAll('body *')) {
    if (node.closest(`script, style, ${content}`) || !node.checkVisibility({ visibilityProperty: true })) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) {
      note(node, node.getAttribute(name), name);
    }
    for (const made of ['::before', '::after']) note(node, getComputedStyle(node, made).content, made);
    if (!node.matches(BLOCK)) continue;
    const copy = node.cloneNode(true);
    copy.querySelectorAll(`${BLOCK}, script, style, ${content}`).forEach((inner) => inner.remove());
    note(node, copy.textContent, 'text');
  }
  return [...found];
}"""
