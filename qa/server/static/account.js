// Who has signed in, at the end of the top bar, and the way out. The bar is there when the first page is shown.
document.addEventListener('otr:page', async () => {
  const { say } = window.otrLanguage;
  const answer = await fetch('auth/me', { headers: { accept: 'application/json' } });
  const { name, role, leaves } = answer.ok ? await answer.json() : {};
  const bar = document.querySelector('#topbar .top');
  if (!name || !bar) return;
  const box = document.createElement('details'), summary = document.createElement('summary'), text = document.createElement('p');
  box.className = 'otr-account';
  summary.textContent = name.slice(0, 1).toUpperCase();
  summary.title = name;
  summary.setAttribute('aria-label', say('account.as', { name }));
  text.append(Object.assign(document.createElement('b'), { textContent: name }), document.createElement('br'), say(`account.role.${role}`));
  const panel = document.createElement('div');
  panel.append(text);
  if (leaves) {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: 'auth/logout' });
    form.append(Object.assign(document.createElement('button'), { textContent: say('account.leave'), className: 'plain' }));
    panel.append(form);
  }
  box.append(summary, panel);
  bar.append(box);
  document.addEventListener('click', (event) => { if (!box.contains(event.target)) box.open = false; });
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') { box.open = false; summary.focus(); } });
}, { once: true });
