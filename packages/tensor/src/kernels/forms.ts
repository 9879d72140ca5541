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
