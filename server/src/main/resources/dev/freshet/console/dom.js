// Elements are made here and nowhere else: strings become text nodes, never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      throw new Error('the policy of the page allows no style attribute');
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element; what begins with `on` is a listener, null and false are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Puts other children into an element. */
export function put(element, ...children) {
  element.replaceChildren(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
}

let last = 0;

/** An id that no other element of the page has. */
export function fresh(prefix) {
  return `${prefix}-${++last}`;
}

/** Writes text only when it is another, so that nothing is laid out anew for nothing. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Tells a screen reader something once. */
export function tell(text) {
  const status = document.getElementById('status');
  status.textContent = '';
  requestAnimationFrame(() => {
    status.textContent = text;
  });
}

/** A button that copies a text and says so. */
export function copyButton(text, label = 'Copy') {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'quiet small',
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
          button.textContent = 'Copied';
          tell('Copied');
        } catch {
          button.textContent = 'Not allowed';
          tell('The browser does not let this page copy');
        }
        setTimeout(() => {
          button.textContent = label;
        }, 1500);
      },
    },
    label,
  );
  return button;
}

/** Asks before something that cannot be taken back; whether the answer was yes. */
export function confirm(question, detail, yes) {
  return new Promise((answer) => {
    const title = fresh('title');
    const dialog = h(
      'dialog',
      { 'aria-labelledby': title },
      h(
        'form',
        { method: 'dialog' },
        h('h2', { id: title }, question),
        h('p', null, detail),
        h(
          'div',
          { class: 'row end' },
          h('button', { value: 'no', class: 'quiet' }, 'Cancel'),
          h('button', { value: 'yes', class: 'danger' }, yes),
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
