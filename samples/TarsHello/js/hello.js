// The servant in JavaScript: the world of ../hello.wit, its names in camel case, a tuple as an array.
const entries = [];

export const hello = {
  sayHello: (name) => `Hello, ${name}!`,

  divide(dividend, divisor) {
    // It ends the call with a trap: the functions of hello.wit have no errors to return.
    if (divisor === 0) throw new RangeError('nothing can be divided by 0');
    return [(dividend / divisor) | 0, dividend % divisor];
  },

  sign(entry) {
    entries.push(entry);
    const visits = new Map();
    for (const { name } of entries) visits.set(name, (visits.get(name) ?? 0) + 1);
    return { entries, visits: [...visits] };
  },
};
