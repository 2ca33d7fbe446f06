using Microlight;

using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "Plugin.elf"));
using var sandbox = Sandbox.Create(image);

Console.WriteLine(sandbox.Call<int>("Add", 20, 22));
Console.WriteLine(sandbox.Call<string>("Greet", "World"));
Console.WriteLine(sandbox.Call<string>("Greet", "again"));
Console.WriteLine(sandbox.Call<uint>("Adler32", new byte[] { 1, 2, 3 }));
