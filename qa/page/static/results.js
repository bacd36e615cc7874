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
