namespace Microlight.Guest.Wasm;
public static class P { public static int X() => 1; }
