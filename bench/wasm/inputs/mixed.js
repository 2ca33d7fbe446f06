// Objects, closures, arrays, strings, regular expressions and big integers.
class Vector {
    constructor(x, y) { this.x = x; this.y = y; }
    add(other) { return new Vector(this.x + other.x, this.y + other.y); }
}
let sum = new Vector(0, 0);
for (let i = 0; i < 200000; i++) sum = sum.add(new Vector(i % 7, i % 11));
print(sum.x, sum.y);

function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
print(fib(23));

let seed = 42;
const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const people = Array.from({ length: 20000 }, (_, i) => ({ id: i, age: Math.floor(random() * 90), name: "n" + Math.floor(random() * 1e6).toString(36) }));
people.sort((a, b) => a.age - b.age || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
const ages = new Map();
for (const p of people) ages.set(p.age, (ages.get(p.age) ?? 0) + 1);
print(people[777].name, ages.size, JSON.stringify(people).length);

const text = people.slice(0, 4000).map(p => `${p.name}@${p.age}.example;`).join("");
print(text.replace(/(\w+)@(\d+)\.example;/g, (_, n, a) => +a > 50 ? n : "").length);

let f = 1n;
for (let i = 1n; i <= 700n; i++) f *= i;
print(f.toString().length);
