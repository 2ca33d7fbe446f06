// The hello world of micro-VMs: a host function for the guest, a sandbox, a call. The guest is guest/hello.c.
using Microlight;

using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "hello.elf"));
var options = new SandboxOptions { HostFunctions = new HostFunctions().Add("Sleep5Secs", () => Thread.Sleep(TimeSpan.FromSeconds(5))) };
using var sandbox = Sandbox.Create(image, options);
sandbox.Call<int>("PrintOutput", "Hello, World! I am executing inside of a VM :)\n");
