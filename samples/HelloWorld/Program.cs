using Microlight;

using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "hello.elf"));
var functions = new HostFunctions();
functions.Add("Sleep5Secs", () => Thread.Sleep(TimeSpan.FromSeconds(5)));

using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = functions });
sandbox.Call<int>("PrintOutput", "Hello, World! I am executing inside of a VM :)\n");
