// Makes one tree look like another and touches only what differs, so that focus, selection, scrolling and open details stay.

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || null : null);

// Left alone: what the script itself writes, what somebody fills in, what lies open in front of them.
const isKept = (element) => element.hasAttribute("data-keep") || (element.localName === "dialog" && element.open);

export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (isKept(from)) return;
  attributes(from, to);
  children(from, to);
}

function attributes(from, to) {
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) {
    // What somebody opened stays open.
    if (!to.hasAttribute(name) && !(name === "open" && from.localName === "details")) from.removeAttribute(name);
  }
}

function children(from, to) {
  const byKey = new Map();
  for (const child of from.children) if (keyOf(child)) byKey.set(keyOf(child), child);
  let here = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const found = find(byKey, here, wanted);
    if (!found) {
      from.insertBefore(document.importNode(wanted, true), here);
      continue;
    }
    if (found === here) here = here.nextSibling;
    else from.insertBefore(found, here);
    morph(found, wanted);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

function find(byKey, here, wanted) {
  const key = keyOf(wanted);
  const found = key ? byKey.get(key) : here && !keyOf(here) ? here : null;
  return found && found.nodeName === wanted.nodeName ? found : null;
}
