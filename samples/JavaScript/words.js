// A component in JavaScript: what it exports is what words.wit says, in camel case.
export function mostCommon(text, limit) {
  const counts = new Map();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => ({ word, count })).sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1)).slice(0, limit);
}

export function slug(title) {
  const words = title.toLowerCase().normalize('NFD').match(/[a-z0-9]+/g);
  // What is thrown is the error of a result.
  if (!words) throw `there is no word in "${title}"`;
  return words.join('-');
}
