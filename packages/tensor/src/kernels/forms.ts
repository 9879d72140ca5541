/** What has been compiled of one owner, a formula, say: it is kept as long as the owner is. */
export function formsOf<Owner extends object, Key, Form>(
  cache: WeakMap<Owner, Map<Key, Form>>,
  owner: Owner,
): Map<Key, Form> {
  let forms = cache.get(owner)
  if (forms === undefined) {
    forms = new Map()
    cache.set(owner, forms)
  }
  return forms
}

/** What has been made for a key, made when it is first asked for. A number is found faster than a string. */
export function once<Key, Form>(forms: Map<Key, Form>, key: Key, make: () => Form): Form {
  let form = forms.get(key)
  if (form === undefined) {
    form = make()
    forms.set(key, form)
  }
  return form
}
