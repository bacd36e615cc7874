// What becomes of each file that is added, while it does.
const list = element.querySelector('.results');
const draw = () => {
  list.replaceChildren(...(props.value || []).map((result) => {
    const item = document.createElement('li');
    item.className = result.state;
    const name = document.createElement('b');
    name.textContent = result.name;
    const text = document.createElement('span');
    text.textContent = result.text;
    item.append(name, text);
    return item;
  }));
};
watch('value', draw);
draw();
// The server has gone: what became of the rest is seen in the library, when there is one again.
document.addEventListener('otr:broken', () => {
  for (const item of list.querySelectorAll('.adding, .waiting')) {
    item.className = 'failed';
    item.querySelector('span').textContent = window.otr.say('lost.upload');
  }
});
