using Microlight;

using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "rust-guest.elf"));
using var sandbox = Sandbox.Create(image);
sandbox.Call<int>("Greet", "World");
Console.Write(sandbox.Call<string>("CountWords", "the quick fox and the slow fox"));
