// A tour of what a JavaScript engine in a micro-VM can and cannot do: floating point, big integers, regular expressions, and no files.

function mandelbrot(width, height) {
    const shades = " .:-=+*#%@";
    for (let y = 0; y < height; y++) {
        let line = "";
        for (let x = 0; x < width; x++) {
            const cr = 3.2 * x / width - 2.3, ci = 2.4 * y / height - 1.2;
            let zr = 0, zi = 0, n = 0;
            while (n < 90 && zr * zr + zi * zi < 4) {
                [zr, zi] = [zr * zr - zi * zi + cr, 2 * zr * zi + ci];
                n++;
            }
            line += shades[Math.min(shades.length - 1, Math.floor(n / 9))];
        }
        print(line.trimEnd());
    }
}

/** The first digits of pi, by Gibbons' spigot with unbounded integers. */
function pi(digits) {
    let q = 1n, r = 0n, t = 1n, k = 1n, n = 3n, l = 3n, text = "";
    while (text.length < digits) {
        if (4n * q + r - t < n * t) {
            text += n;
            [q, r, n] = [10n * q, 10n * (r - n * t), (10n * (3n * q + r)) / t - 10n * n];
        } else {
            [q, r, t, k, n, l] = [q * k, (2n * q + r) * l, t * l, k + 1n, (q * (7n * k + 2n) + r * l) / (t * l), l + 2n];
        }
    }
    return text.replace(/^(.)/, "$1.");
}

mandelbrot(78, 24);
print(`pi = ${pi(70)}`);
try {
    readFile("/etc/passwd");
    print("read /etc/passwd");
} catch {
    print("/etc/passwd: no directory was granted, so there is no such file");
}
print("Hello from JavaScript in a micro-VM.");
